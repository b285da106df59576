namespace PeftWorkbook.Plots.Svg;

/// <summary>Draws traces of one kind on a pair of axes: first says what range they need, then draws.</summary>
internal abstract class TracePainter(Axis x, Axis y)
{
    protected Axis X { get; } = x;

    protected Axis Y { get; } = y;

    /// <summary>What is drawn later lies above: heat maps, bars, boxes, lines.</summary>
    public abstract int Layer { get; }

    /// <summary>Makes both axes reach what will be drawn.</summary>
    public abstract void Measure();

    public abstract void Draw(SvgCanvas canvas);

    /// <summary>The data of an axis; where there are none, 0, 1, 2...</summary>
    protected static double[] Values(Axis axis, Attr data, int count, Attr first, Attr step)
    {
        if (data.IsArray)
            return [.. data.Items.Select(axis.Value)];
        (double from, double by) = (first.Number(0), step.Number(1));
        return [.. Enumerable.Range(0, count).Select(i => axis.Scaled(from + (i * by)))];
    }

    /// <summary>Range padding for markers and lines, which would otherwise be cut at the edge.</summary>
    protected static void Pad(Axis axis, double padding)
    {
        axis.PadLow = Math.Max(axis.PadLow, padding);
        axis.PadHigh = Math.Max(axis.PadHigh, padding);
    }
}
