namespace PeftWorkbook.Plots.Svg;

/// <summary>A rectangle of the page, in pixels.</summary>
internal readonly record struct Box(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    /// <summary>The part of the rectangle between fractions; y goes up, as in a figure.</summary>
    public Box Part(double x0, double x1, double y0, double y1) =>
        new(Left + (Width * x0), Top + (Height * (1 - y1)), Width * (x1 - x0), Height * (y1 - y0));
}
