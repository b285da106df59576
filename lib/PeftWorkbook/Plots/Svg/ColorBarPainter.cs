namespace PeftWorkbook.Plots.Svg;

/// <summary>The bar that explains a colour scale.</summary>
internal static class ColorBarPainter
{
    public const double Thickness = 26;

    /// <summary>Draws a bar to the right of <paramref name="area"/>, and returns the width it took.</summary>
    public static void Draw(SvgCanvas canvas, Attr bar, ColorScale scale, double low, double high, Box area,
        double left, string ink)
    {
        double length = area.Height * Math.Clamp(bar["len"].Number(1), 0.1, 1), top = area.Top
            + ((area.Height - length) / 2);
        string id = $"s{Hash(scale, top, left):x}";
        string stops = string.Concat(Enumerable.Range(0, 21).Select(
            i => $"<stop offset=\"{i * 5}%\" stop-color=\"{scale.At(1 - (i / 20.0))}\"/>"));
        canvas.Raw($"<linearGradient id=\"{id}\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"1\">{stops}</linearGradient>");
        canvas.Rect(left, top, Thickness, length, $"fill=\"url(#{id})\"");
        Attr places = bar["tickvals"];
        string[] texts = [.. bar["ticktext"].Items.Select(t => t.ToString())];
        (double At, string Text)[] ticks = places.IsArray
            ? [.. places.Numbers().Select((v, i) => (v, i < texts.Length ? texts[i] : Ticks.Number(v, 0)))]
            : Ticks.Linear(low, high, Math.Clamp((int)(length / 45), 2, 10));
        double size = bar["tickfont"]["size"].Number(12);
        foreach ((double at, string text) in ticks)
        {
            double y = top + (length * (1 - (high > low ? (at - low) / (high - low) : 0.5)));
            if (y >= top - 1 && y <= top + length + 1)
                Label.Draw(canvas, text, left + Thickness + 5, y + (size * 0.35), size, ink);
        }
        string title = Title(bar);
        if (title.Length > 0)
            Label.Draw(canvas, title, left, top - 6, 12, ink);
    }

    /// <summary>The width that bar, labels and title need.</summary>
    public static double Width(Attr bar, double low, double high)
    {
        (double At, string Text)[] ticks = Ticks.Linear(low, high, 6);
        double labels = bar["ticktext"].IsArray ? bar["ticktext"].Items.Max(t => Label.Width(t.ToString(), 12))
            : ticks.Select(t => Label.Width(t.Text, 12)).DefaultIfEmpty(0).Max();
        return Math.Max(Thickness + 8 + labels, Label.Width(Title(bar), 12)) + 8;
    }

    public static string Title(Attr bar) => bar["title"]["text"].Text(
        bar["title"].Element.ValueKind == System.Text.Json.JsonValueKind.String ? bar["title"].Text("") : "");

    /// <summary>A name of the gradient that is the same for the same figure.</summary>
    private static uint Hash(ColorScale scale, double top, double left)
    {
        uint hash = 2166136261;
        foreach (char c in $"{scale.At(0)}{scale.At(0.37)}{scale.At(1)}{SvgCanvas.Of(top)},{SvgCanvas.Of(left)}")
            hash = (hash ^ c) * 16777619;
        return hash;
    }
}
