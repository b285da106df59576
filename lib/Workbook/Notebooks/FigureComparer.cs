using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbook.Notebooks;

/// <summary>Compares two Plotly figures: the same keys, lengths and texts; numbers of a list to 2 % of the list's largest.</summary>
internal static class FigureComparer
{
    private const double Tolerance = 0.02;

    /// <summary>The first difference in words, or <see langword="null"/>.</summary>
    public static string? Difference(JsonNode? stored, JsonNode? fresh) => Difference(stored, fresh, "chart", null);

    private static string? Difference(JsonNode? stored, JsonNode? fresh, string path, double? scale) => (stored, fresh) switch
    {
        (null, null) => null,
        (JsonObject before, JsonObject after) => Members(before, after, path),
        (JsonArray before, JsonArray after) => Items(before, after, path, scale),
        (JsonValue before, JsonValue after) => Values(before, after, path, scale),
        _ => $"{path} changed its kind",
    };

    private static string? Members(JsonObject stored, JsonObject fresh, string path)
    {
        string? changed = stored.Select(member => member.Key).Union(fresh.Select(member => member.Key))
            .FirstOrDefault(key => stored.ContainsKey(key) != fresh.ContainsKey(key));
        return changed is not null
            ? $"{path}.{changed} {(fresh.ContainsKey(changed) ? "is new" : "is gone")}"
            : First(stored.Select(member => Difference(member.Value, fresh[member.Key], $"{path}.{member.Key}", null)));
    }

    private static string? Items(JsonArray stored, JsonArray fresh, string path, double? scale)
    {
        if (stored.Count != fresh.Count)
        {
            return $"{path} had {stored.Count} items and has {fresh.Count}";
        }

        double largest = scale ?? Numbers(stored).Concat(Numbers(fresh)).Select(Math.Abs).DefaultIfEmpty(0).Max();
        return First(stored.Select((item, i) => Difference(item, fresh[i], $"{path}[{i}]", largest)));
    }

    private static string? Values(JsonValue stored, JsonValue fresh, string path, double? scale)
    {
        if (Number(stored) is { } before && Number(fresh) is { } after)
        {
            double size = scale ?? Math.Max(Math.Abs(before), Math.Abs(after));
            return Math.Abs(before - after) <= Tolerance * size || TextComparer.Same(before, after)
                ? null
                : FormattableString.Invariant($"{path} was {before:G4} and is {after:G4}");
        }

        return stored.GetValueKind() == JsonValueKind.String && fresh.GetValueKind() == JsonValueKind.String
            ? TextComparer.Difference(stored.GetValue<string>(), fresh.GetValue<string>()) is { } text ? $"{path}: {text}" : null
            : stored.GetValueKind() == fresh.GetValueKind() ? null : $"{path} changed";
    }

    /// <summary>All numbers below a list, rows of a heat map included: one scale for the whole map.</summary>
    private static IEnumerable<double> Numbers(JsonNode? node) => node switch
    {
        JsonArray items => items.SelectMany(Numbers),
        JsonValue value when Number(value) is { } number => [number],
        _ => [],
    };

    private static double? Number(JsonValue value) =>
        value.GetValueKind() == JsonValueKind.Number
            ? double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture)
            : null;

    private static string? First(IEnumerable<string?> differences) =>
        differences.FirstOrDefault(difference => difference is not null);
}
