using System.Text.Json;

namespace PeftWorkbook.Plots.Svg;

/// <summary>A trace with the template behind it and the colour that is its turn.</summary>
internal sealed record TraceView(Attr Attributes, int Index, Rgb Color)
{
    public string Type => Attributes["type"].Text("scatter");

    public string Name => Attributes["name"].Text($"trace {Index}");

    public bool IsVisible => Attributes["visible"].Text("true") == "true";

    public string LegendGroup => Attributes["legendgroup"].Text("");

    public double Opacity => Attributes["opacity"].Number(1);

    /// <summary>Whether the trace is in the legend: pies list their sectors, heat maps have a colour bar.</summary>
    public bool IsInLegend => IsVisible && HasData && Attributes["showlegend"].Flag(true)
        && Type is "scatter" or "scattergl" or "bar" or "histogram" or "box" or "violin" or "scatter3d";

    private bool HasData => Attributes["x"].IsArray || Attributes["y"].IsArray;

    public Rgb ColorOf(Attr color) =>
        color.Element.ValueKind == JsonValueKind.String ? Rgb.TryParse(color.Text("")) ?? Color : Color;

    /// <summary>The colour of each point: a list of colours, or numbers on a colour scale; null if all have one.</summary>
    public Rgb[]? ColorsOf(Attr marker)
    {
        Attr color = marker["color"];
        if (!color.IsArray)
            return null;
        IReadOnlyList<JsonElement> items = color.Items;
        if (items.Any(i => i.ValueKind == JsonValueKind.String && Rgb.TryParse(i.GetString()!) is not null))
            return [.. items.Select(i => Rgb.TryParse(i.ToString()) ?? Color)];
        double[] values = [.. items.Select(i => Attr.TryNumber(i) ?? double.NaN)];
        double[] known = [.. values.Where(double.IsFinite)];
        double low = marker["cmin"].Number(known.DefaultIfEmpty(0).Min());
        double high = marker["cmax"].Number(known.DefaultIfEmpty(1).Max());
        ColorScale scale = ColorScale.Read(marker["colorscale"], marker["reversescale"].Flag(false));
        return [.. values.Select(v => scale.At(high > low ? (v - low) / (high - low) : 0.5))];
    }
}
