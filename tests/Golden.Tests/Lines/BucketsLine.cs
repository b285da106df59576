using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Golden.Tests.Harness;
using PeftWorkbook.Attention;

namespace Golden.Tests.Lines;

/// <summary>The bucket of every distance over a range that goes beyond the largest.</summary>
[GoldenLine("attention/attention.json t5_buckets")]
public sealed partial class BucketsLine : GoldenLine
{
    private readonly JsonElement _buckets = Read();

    public override IEnumerable<string> Discover() => _buckets.EnumerateObject().Select(c => c.Name).Order(StringComparer.Ordinal);

    public override void Run(string id)
    {
        var range = Range().Match(_buckets.GetProperty(id).GetProperty("relative_position").GetString()!);
        var (first, last) = (Int(range.Groups[1]), Int(range.Groups[2]));
        var said = Settings().Match(id);
        long[] recorded = [.. _buckets.GetProperty(id).GetProperty("bucket").EnumerateArray().Select(b => b.GetInt64())];
        long[] computed = [.. Enumerable.Range(first, last - first + 1).Select(d => (long)RelativeBuckets.Bucket(
            d, Int(said.Groups[1]), Int(said.Groups[2]), bool.Parse(said.Groups[3].Value)))];
        Close.Same(computed, recorded, id);
    }

    private static JsonElement Read()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Set.At("attention", "attention.json")));
        return json.RootElement.GetProperty("t5_buckets").Clone();
    }

    private static int Int(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(-?\d+)\.\.(-?\d+)")]
    private static partial Regex Range();

    [GeneratedRegex(@"buckets=(\d+) max_distance=(\d+) bidirectional=(\w+)")]
    private static partial Regex Settings();
}
