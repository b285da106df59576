using System.Globalization;
using System.Text.RegularExpressions;

namespace PeftWorkbook.Plots.Svg;

/// <summary>Text templates of cells: <c>%{z:.2f}</c>, <c>%{text}</c>.</summary>
internal static partial class CellText
{
    [GeneratedRegex(@"%\{(z|text)(?::\.?(\d*)([fge%]?))?\}")]
    private static partial Regex Places();

    public static string Fill(string template, double value, string text) => Places().Replace(template, place =>
    {
        if (place.Groups[1].Value == "text")
            return text;
        int digits = int.TryParse(place.Groups[2].Value, CultureInfo.InvariantCulture, out int given)
            ? Math.Min(given, 15) : -1;
        return place.Groups[3].Value switch
        {
            "%" => (value * 100).ToString("F" + Math.Max(digits, 0), CultureInfo.InvariantCulture) + "%",
            "e" => value.ToString((digits < 0 ? "0.######" : "0." + new string('0', digits))
                + "e+0", CultureInfo.InvariantCulture),
            "f" => value.ToString("F" + (digits < 0 ? 6 : digits), CultureInfo.InvariantCulture),
            _ => value.ToString("G" + (digits <= 0 ? 6 : digits), CultureInfo.InvariantCulture),
        };
    });
}
