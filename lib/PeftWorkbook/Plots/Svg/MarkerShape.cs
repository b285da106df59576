using System.Globalization;

namespace PeftWorkbook.Plots.Svg;

/// <summary>The outlines of markers, around the origin, for plotly's names and numbers of symbols.</summary>
internal static class MarkerShape
{
    private static readonly string[] Numbered =
        ["circle", "square", "diamond", "cross", "x", "triangle-up", "triangle-down", "triangle-left",
            "triangle-right"];

    /// <summary>The path of a symbol with this radius at this place.</summary>
    public static string Path(string symbol, double x, double y, double radius)
    {
        string name = int.TryParse(symbol, CultureInfo.InvariantCulture, out int number)
            ? number % 100 == 17 ? "star" : Numbered.ElementAtOrDefault(number % 100) ?? "circle"
            : symbol.Replace("-open", "", StringComparison.Ordinal).Replace("-dot", "", StringComparison.Ordinal);
        double r = radius;
        return name switch
        {
            "square" => Polygon(x, y, (-r, -r), (r, -r), (r, r), (-r, r)),
            "diamond" => Polygon(x, y, (0, -1.3 * r), (1.3 * r, 0), (0, 1.3 * r), (-1.3 * r, 0)),
            "triangle-up" => Polygon(x, y, (0, -1.15 * r), (1.15 * r, 0.6 * r), (-1.15 * r, 0.6 * r)),
            "triangle-down" => Polygon(x, y, (0, 1.15 * r), (1.15 * r, -0.6 * r), (-1.15 * r, -0.6 * r)),
            "triangle-left" => Polygon(x, y, (-1.15 * r, 0), (0.6 * r, 1.15 * r), (0.6 * r, -1.15 * r)),
            "triangle-right" => Polygon(x, y, (1.15 * r, 0), (-0.6 * r, 1.15 * r), (-0.6 * r, -1.15 * r)),
            "cross" => Cross(x, y, r * 0.45, r * 1.2, 0),
            "x" => Cross(x, y, r * 0.45, r * 1.2, Math.PI / 4),
            "star" => Star(x, y, r * 1.4),
            _ => Circle(x, y, r),
        };
    }

    public static bool IsOpen(string symbol) => symbol.Contains("-open", StringComparison.Ordinal)
        || (int.TryParse(symbol, CultureInfo.InvariantCulture, out int number) && number % 200 >= 100);

    private static string Circle(double x, double y, double r)
    {
        string d = SvgCanvas.Of(2 * r), s = SvgCanvas.Of(r);
        return $"M{SvgCanvas.Of(x - r)},{SvgCanvas.Of(y)}a{s},{s} 0 1 0 {d},0a{s},{s} 0 1 0 -{d},0Z";
    }

    private static string Polygon(double x, double y, params (double X, double Y)[] corners) =>
        "M" + string.Join("L", corners.Select(c => $"{SvgCanvas.Of(x + c.X)},{SvgCanvas.Of(y + c.Y)}")) + "Z";

    private static string Cross(double x, double y, double thin, double wide, double angle)
    {
        (double, double)[] corners =
        [
            (-thin, -wide), (thin, -wide), (thin, -thin), (wide, -thin), (wide, thin), (thin, thin), (thin, wide),
            (-thin, wide), (-thin, thin), (-wide, thin), (-wide, -thin), (-thin, -thin),
        ];
        (double sin, double cos) = Math.SinCos(angle);
        return Polygon(x, y, [.. corners.Select(c =>
            ((c.Item1 * cos) - (c.Item2 * sin), (c.Item1 * sin) + (c.Item2 * cos)))]);
    }

    private static string Star(double x, double y, double r) => Polygon(x, y, [.. Enumerable.Range(0, 10).Select(i =>
    {
        (double sin, double cos) = Math.SinCos((i * Math.PI / 5) - (Math.PI / 2));
        double length = i % 2 == 0 ? r : r * 0.4;
        return (cos * length, sin * length);
    })]);
}
