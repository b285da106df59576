using System.Text.Json.Nodes;

namespace PlotlyTests;

/// <summary>What the official packages were seen to do, recorded in files beside the tests.</summary>
internal static class Facts
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Facts", name);

    public static JsonObject Read(string name) => JsonNode.Parse(File.ReadAllText(Path(name)))!.AsObject();

    /// <summary>The figure without what differs by nature: an empty list of frames.</summary>
    public static JsonObject Figure(string json)
    {
        JsonObject figure = JsonNode.Parse(json)!.AsObject();
        figure.Remove("frames");
        return figure;
    }

    /// <summary>Text with keys in order and numbers as doubles, so that 1 and 1.0 are the same.</summary>
    public static string Canonical(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject o => "{" + string.Join(",", o.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"\"{p.Key}\":{Canonical(p.Value)}")) + "}",
        JsonArray a => "[" + string.Join(",", a.Select(Canonical)) + "]",
        _ when node.GetValueKind() == System.Text.Json.JsonValueKind.Number =>
            node.GetValue<double>().ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        _ => node.ToJsonString(),
    };
}
