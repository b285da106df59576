using System.Text;
using System.Text.RegularExpressions;

namespace PeftWorkbook.Plots.Svg;

/// <summary>
/// Text as plotly writes it: lines parted by <c>&lt;br&gt;</c>; bold, italic, raised and lowered parts; any other tag
/// is left out.
/// </summary>
internal static partial class Label
{
    public const double LineHeight = 1.3;

    /// <summary>Font of all text; its widths are estimated, for nobody measures it here.</summary>
    public const string Family = "&quot;Open Sans&quot;, verdana, arial, sans-serif";

    [GeneratedRegex(@"<br\s*/?>|\n", RegexOptions.IgnoreCase)]
    private static partial Regex Breaks();

    [GeneratedRegex(@"<(/?)(b|i|em|strong|sub|sup)>|</?[a-zA-Z][^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Tags();

    public static string[] Lines(string text) => Breaks().Split(text);

    public static double Width(string text, double size) =>
        Lines(text).Max(line => Tags().Replace(line, "").Sum(Advance)) * size;

    public static double Height(string text, double size) => Lines(text).Length * size * LineHeight;

    /// <summary>Draws text; <paramref name="y"/> is the baseline of its first line.</summary>
    public static void Draw(
        SvgCanvas canvas, string text, double x, double y, double size, string color, string anchor = "start",
        double angle = 0, string extra = "")
    {
        string[] lines = Lines(text);
        var inner = new StringBuilder();
        for (int i = 0; i < lines.Length; i++)
        {
            string spans = Spans(lines[i]);
            string move = $"x=\"{SvgCanvas.Of(x)}\" dy=\"{SvgCanvas.Of(size * LineHeight)}\"";
            inner.Append(i == 0 ? spans : $"<tspan {move}>{spans}</tspan>");
        }
        string turn = angle == 0 ? "" :
            $" transform=\"rotate({SvgCanvas.Of(angle)},{SvgCanvas.Of(x)},{SvgCanvas.Of(y)})\"";
        string place = anchor == "start" ? "" : $" text-anchor=\"{anchor}\"";
        canvas.Raw($"<text x=\"{SvgCanvas.Of(x)}\" y=\"{SvgCanvas.Of(y)}\" font-size=\"{SvgCanvas.Of(size)}\" "
            + $"fill=\"{color}\"{place}{turn}{extra}>{inner}</text>");
    }

    private static string Spans(string line)
    {
        var result = new StringBuilder();
        int at = 0, open = 0;
        foreach (Match tag in Tags().Matches(line))
        {
            result.Append(SvgCanvas.Escape(line[at..tag.Index]));
            at = tag.Index + tag.Length;
            if (!tag.Groups[2].Success)
                continue;
            bool closes = tag.Groups[1].Length > 0;
            if (closes && open == 0)
                continue;
            open += closes ? -1 : 1;
            result.Append(closes ? "</tspan>" : $"<tspan {Style(tag.Groups[2].Value)}>");
        }
        result.Append(SvgCanvas.Escape(line[at..]));
        for (; open > 0; open--)
            result.Append("</tspan>");
        return result.ToString();
    }

    private static string Style(string tag) => tag.ToLowerInvariant() switch
    {
        "b" or "strong" => "font-weight=\"bold\"",
        "sub" => "baseline-shift=\"sub\" font-size=\"70%\"",
        "sup" => "baseline-shift=\"super\" font-size=\"70%\"",
        _ => "font-style=\"italic\"",
    };

    /// <summary>The width of a character against the size of the font.</summary>
    private static double Advance(char c) => c switch
    {
        'i' or 'l' or 'j' or '.' or ',' or ':' or ';' or '|' or '\'' or '!' => 0.27,
        'f' or 't' or 'r' or '(' or ')' or '[' or ']' or '-' or ' ' or '/' => 0.36,
        'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.9,
        >= 'A' and <= 'Z' => 0.66,
        >= '0' and <= '9' => 0.573,
        > '\u2e7f' => 1.0,
        _ => 0.56,
    };
}
