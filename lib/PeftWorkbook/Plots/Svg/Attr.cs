using System.Globalization;
using System.Text.Json;

namespace PeftWorkbook.Plots.Svg;

/// <summary>
/// A place in a figure, with what stands in for it where it says nothing: the trace before the template, an axis of
/// its own before the template's axis.
/// </summary>
internal readonly struct Attr(params JsonElement[] sources)
{
    private readonly JsonElement[]? sources = sources;

    private JsonElement[] Sources => sources ?? [];

    /// <summary>The first source that says anything but null.</summary>
    private JsonElement First => Sources.FirstOrDefault(s => s.ValueKind
        is not (JsonValueKind.Null or JsonValueKind.Undefined));

    public bool Exists => First.ValueKind != JsonValueKind.Undefined;

    public JsonElement Element => First;

    /// <summary>The property of that name, in every source that has it.</summary>
    public Attr this[string name] => new([.. Sources
        .Where(s => s.ValueKind == JsonValueKind.Object && s.TryGetProperty(name, out _))
        .Select(s => s.GetProperty(name))]);

    /// <summary>The same place, and behind it another one.</summary>
    public Attr Or(Attr other) => new([.. Sources, .. other.Sources]);

    public double Number(double otherwise) => TryNumber(First) ?? otherwise;

    public string Text(string otherwise) => First.ValueKind switch
    {
        JsonValueKind.String => First.GetString()!,
        JsonValueKind.Number => First.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => otherwise,
    };

    public bool Flag(bool otherwise) => First.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => otherwise,
    };

    public bool IsArray => First.ValueKind == JsonValueKind.Array || IsEncoded(First);

    /// <summary>The elements of an array; of a typed array the decoded numbers.</summary>
    public IReadOnlyList<JsonElement> Items => First.ValueKind == JsonValueKind.Array ? [.. First.EnumerateArray()]
        : IsEncoded(First) ? TypedArray.Decode(First) : [];

    public IEnumerable<Attr> Parts => Items.Select(item => new Attr(item));

    /// <summary>The names of an object's properties, in the first source that is an object.</summary>
    public IEnumerable<string> Names => First.ValueKind == JsonValueKind.Object
        ? First.EnumerateObject().Select(p => p.Name) : [];

    public double[] Numbers() => [.. Items.Select(item => TryNumber(item) ?? double.NaN)];

    /// <summary>A number, or text that holds one.</summary>
    public static double? TryNumber(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.String when double.TryParse(element.GetString(), NumberStyles.Float,
            CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) => value,
        _ => null,
    };

    private static bool IsEncoded(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("bdata", out _);
}
