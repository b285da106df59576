using System.Text.Json;

namespace PeftWorkbook.Plots.Svg;

internal enum AxisKind
{
    Linear,
    Log,
    Date,
    Category,
}

/// <summary>An x or y axis: what it shows, its range, and where on the page each value lies.</summary>
internal sealed class Axis(string id, Attr attributes)
{
    private readonly Dictionary<string, int> categories = [];
    private readonly List<string> names = [];
    private double low = double.PositiveInfinity, high = double.NegativeInfinity;

    /// <summary>The name traces use: <c>x</c>, <c>y2</c>.</summary>
    public string Id { get; } = id;

    public Attr Attributes { get; } = attributes;

    public bool IsX => Id[0] == 'x';

    public AxisKind Kind { get; private set; }

    /// <summary>Whether a trace uses the axis.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>The range in the axis' own unit: exponents on a logarithmic axis, positions on a category axis.</summary>
    public double Low { get; private set; }

    public double High { get; private set; }

    /// <summary>The end of the page where the range starts, and the other one, in pixels.</summary>
    public double Start { get; set; }

    public double End { get; set; }

    /// <summary>Padding of the range at each end, as part of it: points need some, bars and heat maps none.</summary>
    public double PadLow { get; set; }

    public double PadHigh { get; set; }

    public IReadOnlyList<string> Categories => names;

    public bool IsReversed => Attributes["autorange"].Text("") == "reversed";

    /// <summary>Says what kind of axis it is, once all its data are known.</summary>
    public void Decide(IEnumerable<Attr> data)
    {
        JsonElement[] values = [.. data.SelectMany(d => d.Items)
            .Where(v => v.ValueKind is not (JsonValueKind.Null or JsonValueKind.Array)).Take(2000)];
        Kind = Attributes["type"].Text("-") switch
        {
            "log" => AxisKind.Log,
            "date" => AxisKind.Date,
            "category" or "multicategory" => AxisKind.Category,
            "linear" => AxisKind.Linear,
            _ => Guess(values),
        };
        foreach (JsonElement category in Attributes["categoryarray"].Items)
            Category(category.ToString());
    }

    public void Use() => IsUsed = true;

    /// <summary>The place of a value in the axis' own unit, NaN where it has none.</summary>
    public double Value(JsonElement element) => Kind switch
    {
        AxisKind.Category => element.ValueKind is JsonValueKind.Null ? double.NaN : Category(element.ToString()),
        AxisKind.Date => element.ValueKind == JsonValueKind.String
            ? DateTicks.Parse(element.GetString()!) ?? double.NaN : Attr.TryNumber(element) ?? double.NaN,
        AxisKind.Log => Scaled(Attr.TryNumber(element) ?? double.NaN),
        _ => Attr.TryNumber(element) ?? double.NaN,
    };

    /// <summary>A number in the axis' own unit.</summary>
    public double Scaled(double number) =>
        Kind != AxisKind.Log ? number : number > 0 ? Math.Log10(number) : double.NaN;

    public void Include(double value)
    {
        if (!double.IsFinite(value))
            return;
        low = Math.Min(low, value);
        high = Math.Max(high, value);
    }

    public void IncludeAll(IEnumerable<double> values)
    {
        foreach (double value in values)
            Include(value);
    }

    /// <summary>Sets the range: the given one, else that of the data with its padding.</summary>
    public void SetRange()
    {
        if (low > high)
            (low, high) = Kind == AxisKind.Log ? (0, 1) : (-1, 6);
        if (low == high)
            (low, high) = Kind == AxisKind.Category ? (low - 0.5, high + 0.5) : (low - 1, high + 1);
        double span = high - low;
        (Low, High) = (low - (PadLow * span), high + (PadHigh * span));
        if (Attributes["rangemode"].Text("") == "tozero" && Kind == AxisKind.Linear)
            (Low, High) = (Math.Min(Low, 0), Math.Max(High, 0));
        Attr range = Attributes["range"];
        if (range.Items.Count == 2)
        {
            double from = Limit(range.Items[0]), to = Limit(range.Items[1]);
            (Low, High) = (double.IsFinite(from) ? from : Low, double.IsFinite(to) ? to : High);
        }
        else if (IsReversed)
        {
            (Low, High) = (High, Low);
        }
    }

    /// <summary>Pixels of a value in the axis' own unit.</summary>
    public double At(double value) => Start + ((value - Low) / (High - Low) * (End - Start));

    /// <summary>Pixels of something an annotation or shape says: a value, a category's name or its number.</summary>
    public double Place(JsonElement element)
    {
        double number = Attr.TryNumber(element) ?? double.NaN;
        bool isNumber = element.ValueKind == JsonValueKind.Number;
        return At(Kind switch
        {
            AxisKind.Category => isNumber ? number
                : categories.TryGetValue(element.ToString(), out int known) ? known : number,
            AxisKind.Log => number,
            _ => Value(element),
        });
    }

    /// <summary>The width of one unit in pixels.</summary>
    public double Unit => Math.Abs((End - Start) / (High - Low));

    private double Limit(JsonElement element) => Kind == AxisKind.Date ? Value(element)
        : Attr.TryNumber(element) ?? double.NaN;

    private int Category(string name)
    {
        if (!categories.TryGetValue(name, out int place))
        {
            categories[name] = place = names.Count;
            names.Add(name);
        }
        return place;
    }

    private AxisKind Guess(JsonElement[] values)
    {
        if (values.Length == 0 || values.All(v => v.ValueKind == JsonValueKind.Number
            || v.ToString() is "NaN" or "Infinity" or "-Infinity"))
            return AxisKind.Linear;
        if (values.All(v => v.ValueKind == JsonValueKind.String && DateTicks.Parse(v.GetString()!) is not null
            && v.GetString()!.Contains('-', StringComparison.Ordinal)))
            return AxisKind.Date;
        bool strict = Attributes["autotypenumbers"].Text("strict") == "strict";
        return !strict && values.All(v => Attr.TryNumber(v) is not null) ? AxisKind.Linear : AxisKind.Category;
    }
}
