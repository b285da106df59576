using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbook.Commands.Testing;

/// <summary>How many tests did what.</summary>
/// <param name="Passed">Passed.</param>
/// <param name="Failed">Failed, a test program that died counting as one.</param>
/// <param name="Skipped">Skipped.</param>
/// <param name="Reasons">Why tests were skipped: reason and number.</param>
internal sealed record TestOutcome(int Passed, int Failed, int Skipped, IReadOnlyDictionary<string, int> Reasons)
{
    public static readonly TestOutcome None = new(0, 0, 0, new Dictionary<string, int>());

    /// <summary>The line that ends every `test`.</summary>
    public string Line => $"{Passed} passed, {Failed} failed, {Skipped} skipped";

    /// <summary>Both together.</summary>
    public TestOutcome Plus(TestOutcome other) => new(
        Passed + other.Passed,
        Failed + other.Failed,
        Skipped + other.Skipped,
        Reasons.Concat(other.Reasons).GroupBy(pair => pair.Key, pair => pair.Value)
            .ToDictionary(group => group.Key, group => group.Sum()));

    /// <summary>Reads the report that a test program wrote (CTRF, ctrf.io).</summary>
    /// <param name="path">The report; a program that died has written none.</param>
    /// <param name="code">The program's exit code.</param>
    public static TestOutcome Read(string path, int code)
    {
        JsonNode? results = File.Exists(path) ? Parse(File.ReadAllText(path))?["results"] : null;
        if (results?["summary"] is not JsonObject summary)
        {
            return None with { Failed = 1 };
        }

        int Count(string key) => summary[key]?.GetValue<int>() ?? 0;
        int failed = Count("failed") + Count("other");
        var reasons = (results["tests"] as JsonArray ?? [])
            .Where(test => test?["status"]?.GetValue<string>() == "skipped")
            .Select(test => test?["message"]?.GetValue<string>() ?? "no reason given")
            .GroupBy(reason => reason)
            .ToDictionary(group => group.Key, group => group.Count());

        // Exit code without a failed test: a fixture failed, or the process died while it ended.
        return new(Count("passed"), failed == 0 && code != 0 && Count("tests") > 0 ? 1 : failed, Count("skipped"), reasons);
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
