using System.Globalization;
using System.Text.Json.Nodes;

namespace Workbook.Notebooks;

/// <summary>What a re-run shows otherwise than the stored outputs.</summary>
/// <param name="Differences">One sentence each: which cell, what.</param>
public sealed record Comparison(IReadOnlyList<string> Differences)
{
    private const int Shown = 10;

    /// <summary>One message for the terminal, or <see langword="null"/> where nothing differs.</summary>
    /// <param name="notebook">What the notebook is called.</param>
    public string? Describe(string notebook) => Differences.Count == 0
        ? null
        : $"{notebook}: {Differences.Count} outputs differ from the stored ones:\n"
            + string.Concat(Differences.Take(Shown).Select(line => $"  {line}\n"))
            + (Differences.Count > Shown ? $"  and {Differences.Count - Shown} more" : "").TrimEnd();
}

/// <summary>Compares two runs of a notebook: text word by word with numbers to three significant digits, charts by
/// structure and to 2 %, widgets by kind. Cells tagged <c>timing</c> are left out.</summary>
public static class OutputComparer
{
    private const string Plotly = "application/vnd.plotly.v1+json";

    /// <summary>Compares.</summary>
    /// <param name="stored">The notebook as committed.</param>
    /// <param name="fresh">The notebook as just executed.</param>
    public static Comparison Compare(Notebook stored, Notebook fresh)
    {
        var differences = new List<string>();
        List<NotebookCell> before = [.. stored.Cells.Where(IsCompared)];
        List<NotebookCell> after = [.. fresh.Cells.Where(IsCompared)];
        if (before.Count != after.Count)
        {
            return new([$"the notebook had {before.Count} code cells and has {after.Count}"]);
        }

        foreach ((NotebookCell old, NotebookCell now) in before.Zip(after))
        {
            if (!old.HasTag("timing") && Difference(old, now) is { } difference)
            {
                differences.Add($"cell {now.ExecutionCount?.ToString(CultureInfo.InvariantCulture) ?? "?"}: {difference}");
            }
        }

        return new(differences);
    }

    private static bool IsCompared(NotebookCell cell) => cell.Kind == CellKind.Code && !cell.HasTag("injected-parameters");

    private static string? Difference(NotebookCell stored, NotebookCell fresh)
    {
        List<JsonObject> before = [.. stored.Outputs.Select(output => output!.AsObject())];
        List<JsonObject> after = [.. fresh.Outputs.Select(output => output!.AsObject())];
        return before.Count != after.Count
            ? $"had {before.Count} outputs and has {after.Count}"
            : before.Zip(after, Difference).FirstOrDefault(difference => difference is not null);
    }

    private static string? Difference(JsonObject stored, JsonObject fresh)
    {
        string type = Text(fresh["output_type"]);
        if (Text(stored["output_type"]) != type)
        {
            return $"was a {Text(stored["output_type"])} and is a {type}";
        }

        return type switch
        {
            "stream" => TextComparer.Difference(MultilineText.Join(stored["text"]), MultilineText.Join(fresh["text"])),
            "error" => TextComparer.Difference(Text(stored["evalue"]), Text(fresh["evalue"])),
            _ => BundleDifference(stored["data"] as JsonObject ?? [], fresh["data"] as JsonObject ?? []),
        };
    }

    private static string? BundleDifference(JsonObject stored, JsonObject fresh)
    {
        string[] before = [.. stored.Select(entry => entry.Key).Order(StringComparer.Ordinal)];
        string[] after = [.. fresh.Select(entry => entry.Key).Order(StringComparer.Ordinal)];
        if (!before.SequenceEqual(after))
        {
            return $"was {string.Join(" + ", before)} and is {string.Join(" + ", after)}";
        }

        if (fresh.ContainsKey(Plotly))
        {
            return FigureComparer.Difference(stored[Plotly], fresh[Plotly]);
        }

        return after.Select(type => ContentDifference(type, stored[type], fresh[type]))
            .FirstOrDefault(difference => difference is not null);
    }

    private static string? ContentDifference(string type, JsonNode? stored, JsonNode? fresh) => type switch
    {
        "application/vnd.jupyter.widget-view+json" => null,
        _ when type.StartsWith("image/", StringComparison.Ordinal) && type != "image/svg+xml" => null,
        _ when type.EndsWith("json", StringComparison.Ordinal) =>
            TextComparer.Difference(stored?.ToJsonString() ?? "", fresh?.ToJsonString() ?? ""),
        _ => TextComparer.Difference(MultilineText.Join(stored), MultilineText.Join(fresh)),
    };

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
