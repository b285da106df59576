using System.Text.Json;

namespace Golden.Tests.Harness;

/// <summary>
/// A folder of recorded values: <c>index.json</c> names its lines (an area's files or sub-areas) and the cases of each.
/// Another set may have other sizes, seeds and cases, so nothing of them may stand in a test.
/// </summary>
public sealed class GoldenSet
{
    private readonly Dictionary<string, IReadOnlyList<string>> _lines = [];

    private GoldenSet(string folder)
    {
        Folder = folder;
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        foreach (var area in index.RootElement.GetProperty("areas").EnumerateObject())
        {
            foreach (var line in area.Value.EnumerateObject())
            {
                _lines.Add(line.Name, CaseIds(line.Value));
            }
        }
    }

    /// <summary>The set of <c>WORKBOOK_GOLDEN</c>, or a sibling <c>shared/golden</c> of a folder above; null where there is none.</summary>
    public static GoldenSet? Current { get; } = Locate("WORKBOOK_GOLDEN", "golden", "index.json") is { } f ? new(f) : null;

    /// <summary>Models, tokenizers and data sets: <c>WORKBOOK_HUB</c>, or a sibling <c>shared/hub</c>; null where there is none.</summary>
    public static string? Hub { get; } = Locate("WORKBOOK_HUB", "hub", "models");

    /// <summary>The folder that holds <c>index.json</c>.</summary>
    public string Folder { get; }

    /// <summary>Every line the index lists with its cases. A line listed by count alone has the cases "0", "1", ….</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Lines => _lines;

    /// <summary>A path below the set's folder.</summary>
    public string At(params string[] parts) => Path.Combine([Folder, .. parts]);

    private static IReadOnlyList<string> CaseIds(JsonElement listed) => listed.ValueKind == JsonValueKind.Number
        ? [.. Enumerable.Range(0, listed.GetInt32()).Select(i => i.ToString())]
        : [.. listed.EnumerateArray().Select(id => id.GetString()!)];

    private static string? Locate(string variable, string name, string witness)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
        {
            return Path.Exists(Path.Combine(given, witness))
                ? given
                : throw new DirectoryNotFoundException($"{variable} names '{given}', which holds no {witness}.");
        }

        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "shared", name);
            if (Path.Exists(Path.Combine(candidate, witness)))
            {
                return candidate;
            }
        }

        return null;
    }
}
