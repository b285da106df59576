namespace PeftWorkbook.Plots.Svg;

/// <summary>Draws the lines of an axis, its ticks and its title.</summary>
internal sealed class AxisPainter(Axis axis, Axis other, string ink)
{
    private const double TickSize = 12, TitleSize = 14;

    private readonly Attr attributes = axis.Attributes;
    private readonly (double At, string Text)[] ticks = TicksOf(axis);

    private bool IsVisible => attributes["visible"].Flag(true);

    private bool HasLabels => IsVisible && attributes["showticklabels"].Flag(true);

    private double LabelSize => attributes["tickfont"]["size"].Number(TickSize);

    /// <summary>Labels that would run into each other are turned; -1 is plotly's own choice of an angle.</summary>
    private double Angle
    {
        get
        {
            double given = attributes["tickangle"].Number(double.NaN);
            if (double.IsFinite(given) || !axis.IsX || ticks.Length < 2)
                return double.IsFinite(given) ? given : 0;
            (double At, double Width)[] labels = [.. ticks.Select(t =>
                (axis.At(t.At), Label.Width(t.Text, LabelSize)))];
            double space = Math.Abs(labels[1].At - labels[0].At);
            bool touch = labels.Zip(labels.Skip(1)).Any(p =>
                Math.Abs(p.Second.At - p.First.At) < ((p.First.Width + p.Second.Width) / 2) + 3);
            return !touch ? 0 : space < LabelSize * 2.2 ? 90 : 30;
        }
    }

    /// <summary>How far the axis reaches out of the plot: labels and title, in pixels.</summary>
    public double Thickness()
    {
        double labels = HasLabels && ticks.Length > 0 ? LabelRoom() + 6 : 4;
        string title = TitleText();
        return labels + (title.Length == 0 ? 0 : Label.Height(title, TitleFont()) + Standoff());
    }

    public void DrawGrid(SvgCanvas canvas)
    {
        if (!IsVisible)
            return;
        string zero = attributes["zerolinecolor"].Text("#444");
        bool showZero = attributes["zeroline"].Flag(axis.Kind is AxisKind.Linear && !IsDiscrete);
        if (attributes["showgrid"].Flag(true))
        {
            string color = Rgb.Clean(attributes["gridcolor"].Text("#eee"));
            var path = new System.Text.StringBuilder();
            foreach ((double at, _) in ticks)
            {
                if (!(showZero && at == 0) && Inside(axis.At(at)))
                    path.Append(Across(axis.At(at)));
            }
            if (path.Length > 0)
                canvas.Path(path.ToString(), SvgCanvas.Stroke(color, attributes["gridwidth"].Number(1)));
        }
        if (showZero && Inside(axis.At(0)) && Math.Min(axis.Low, axis.High) <= 0 && Math.Max(axis.Low, axis.High) >= 0)
            canvas.Path(Across(axis.At(0)), SvgCanvas.Stroke(Rgb.Clean(zero), attributes["zerolinewidth"].Number(1)));
    }

    /// <summary>Heat maps cover grid and zero line.</summary>
    public bool IsDiscrete { get; set; }

    public void DrawLabels(SvgCanvas canvas)
    {
        if (!IsVisible)
            return;
        if (attributes["showline"].Flag(false))
            DrawLine(canvas);
        double edge = Edge();
        int side = Outward();
        if (HasLabels)
        {
            foreach ((double at, string text) in ticks)
            {
                if (Inside(axis.At(at)))
                    DrawLabel(canvas, axis.At(at), text, edge + (side * 5));
            }
        }
        DrawTitle(canvas, edge, side);
    }

    private void DrawLabel(SvgCanvas canvas, double at, string text, double edge)
    {
        string color = Rgb.Clean(attributes["tickfont"]["color"].Text(ink));
        double angle = Angle, size = LabelSize;
        if (!axis.IsX)
            Label.Draw(canvas, text, edge, at + (size * 0.35), size, color, Outward() < 0 ? "end" : "start");
        else if (angle == 0)
            Label.Draw(canvas, text, at, edge + (Outward() > 0 ? size : -4), size, color, "middle");
        else
            Label.Draw(canvas, text, at - 3, edge + (size * 0.6), size, color, angle < 0 ? "end" : "start", angle);
    }

    private void DrawTitle(SvgCanvas canvas, double edge, int side)
    {
        string title = TitleText();
        if (title.Length == 0)
            return;
        Attr font = attributes["title"]["font"];
        string color = Rgb.Clean(font["color"].Text(ink));
        double size = TitleFont(), middle = (axis.Start + axis.End) / 2;
        double away = (HasLabels && ticks.Length > 0 ? LabelRoom() + 6 : 4) + Standoff();
        if (axis.IsX)
            Label.Draw(canvas, title, middle, edge + (side > 0 ? away + size : -away), size, color, "middle");
        else
            Label.Draw(canvas, title, edge
                + (side * (away + (side < 0 ? 0 : size))), middle, size, color, "middle", -90);
    }

    private void DrawLine(SvgCanvas canvas)
    {
        string stroke = SvgCanvas.Stroke(Rgb.Clean(attributes["linecolor"].Text("#444")),
            attributes["linewidth"].Number(1));
        double edge = Edge();
        if (axis.IsX)
            canvas.Line(axis.Start, edge, axis.End, edge, stroke);
        else
            canvas.Line(edge, axis.Start, edge, axis.End, stroke);
    }

    private string TitleText() => !IsVisible ? "" : attributes["title"]["text"].Text(
        attributes["title"].Element.ValueKind == System.Text.Json.JsonValueKind.String
            ? attributes["title"].Text("") : "");

    private double TitleFont() => attributes["title"]["font"]["size"].Number(TitleSize);

    private double Standoff() => attributes["title"]["standoff"].Number(axis.IsX ? 6 : 8) * 0.6;

    private double LabelRoom()
    {
        double widest = ticks.Where(t => Inside(axis.At(t.At))).Select(t => Label.Width(t.Text, LabelSize))
            .DefaultIfEmpty(0).Max();
        double turned = Math.Abs(Math.Sin(Angle * Math.PI / 180)) * widest;
        return axis.IsX ? Math.Max(LabelSize, turned + (LabelSize * 0.8)) : widest;
    }

    /// <summary>The side of the plot where the axis stands: +1 is below or to the right.</summary>
    private int Outward() => attributes["side"].Text(axis.IsX ? "bottom" : "left") is "bottom" or "right" ? 1 : -1;

    private double Edge() => Outward() > 0 ? Math.Max(other.Start, other.End) : Math.Min(other.Start, other.End);

    private bool Inside(double at) =>
        at >= Math.Min(axis.Start, axis.End) - 0.5 && at <= Math.Max(axis.Start, axis.End) + 0.5;

    private string Across(double at) => axis.IsX
        ? $"M{SvgCanvas.Of(at)},{SvgCanvas.Of(other.Start)}V{SvgCanvas.Of(other.End)}"
        : $"M{SvgCanvas.Of(other.Start)},{SvgCanvas.Of(at)}H{SvgCanvas.Of(other.End)}";

    private static (double, string)[] TicksOf(Axis axis)
    {
        Attr attributes = axis.Attributes;
        double length = Math.Abs(axis.End - axis.Start);
        int most = (int)attributes["nticks"].Number(Math.Clamp(length / (axis.IsX ? 80 : 40), 3, 9) + 1);
        Attr places = attributes["tickvals"];
        if (places.IsArray)
        {
            string[] texts = [.. attributes["ticktext"].Items.Select(t => t.ToString())];
            return [.. places.Items.Select((at, i) =>
                (axis.Value(at), i < texts.Length ? texts[i] : TextOf(axis, at.ToString())))];
        }
        return axis.Kind switch
        {
            AxisKind.Category => Categories(axis, length),
            AxisKind.Log => Ticks.Logarithmic(axis.Low, axis.High, most),
            AxisKind.Date => DateTicks.Make(axis.Low, axis.High, most),
            _ => Ticks.Linear(axis.Low, axis.High, most, attributes["dtick"].Number(0)),
        };
    }

    /// <summary>All categories where there is room for them, else every second, third...</summary>
    private static (double, string)[] Categories(Axis axis, double length)
    {
        int most = Math.Max(1, (int)(length / 13));
        int stride = (int)Math.Ceiling(axis.Categories.Count / (double)most);
        return [.. axis.Categories.Select((name, i) => ((double)i, name))
            .Where((_, i) => i % Math.Max(1, stride) == 0)];
    }

    private static string TextOf(Axis axis, string text) => axis.Kind == AxisKind.Linear
        && double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out double number)
        ? Ticks.Number(number, 0) : text;
}
