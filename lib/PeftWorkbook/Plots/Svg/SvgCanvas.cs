using System.Globalization;
using System.Net;
using System.Text;

namespace PeftWorkbook.Plots.Svg;

/// <summary>Collects SVG elements. Coordinates are pixels with at most two decimals, the same on every machine.</summary>
internal sealed class SvgCanvas
{
    private readonly StringBuilder text = new();

    public static string Of(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture) switch
    {
        "-0" => "0",
        var shown => shown,
    };

    public static string Escape(string value) => WebUtility.HtmlEncode(Printable(value));

    public void Raw(string svg) => text.Append(svg).Append('\n');

    public void Rect(double x, double y, double width, double height, string attributes) =>
        Raw($"<rect x=\"{Of(x)}\" y=\"{Of(y)}\" width=\"{Of(width)}\" height=\"{Of(height)}\" {attributes}/>");

    public void Line(double x1, double y1, double x2, double y2, string attributes) =>
        Raw($"<path d=\"M{Of(x1)},{Of(y1)}L{Of(x2)},{Of(y2)}\" {attributes}/>");

    public void Path(string d, string attributes) => Raw($"<path d=\"{d}\" {attributes}/>");

    public void Begin(string attributes) => Raw($"<g {attributes}>");

    public void End() => Raw("</g>");

    public override string ToString() => text.ToString();

    public static string Stroke(string color, double width) => $"stroke=\"{color}\" stroke-width=\"{Of(width)}\"";

    /// <summary>XML 1.0 has no place for control characters.</summary>
    private static string Printable(string value) =>
        value.Any(c => c < ' ' && c is not ('\t' or '\n')) ? new([.. value.Where(c => c >= ' ' || c is '\t' or '\n')])
        : value;
}
