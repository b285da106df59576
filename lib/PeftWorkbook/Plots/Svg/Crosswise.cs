namespace PeftWorkbook.Plots.Svg;

/// <summary>Paths given along one axis and across it, whichever of the two is x.</summary>
internal sealed class Crosswise(Axis along, Axis across, bool isHorizontal)
{
    public (double X, double Y) At(double at, double value) =>
        isHorizontal ? (across.At(value), along.At(at)) : (along.At(at), across.At(value));

    public string Segment(double at1, double value1, double at2, double value2) =>
        $"M{Shown(at1, value1)}L{Shown(at2, value2)}";

    public string Polygon(params (double At, double Value)[] corners) =>
        "M" + string.Join("L", corners.Select(c => Shown(c.At, c.Value))) + "Z";

    private string Shown(double at, double value)
    {
        (double x, double y) = At(at, value);
        return $"{SvgCanvas.Of(x)},{SvgCanvas.Of(y)}";
    }
}
