using System.Globalization;

namespace PeftWorkbook.Plots.Svg;

/// <summary>A colour with opacity, read from what CSS writes.</summary>
internal readonly record struct Rgb(double R, double G, double B, double A = 1)
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["black"] = "#000000",
        ["white"] = "#ffffff",
        ["red"] = "#ff0000",
        ["green"] = "#008000",
        ["blue"] = "#0000ff",
        ["yellow"] = "#ffff00",
        ["orange"] = "#ffa500",
        ["purple"] = "#800080",
        ["gray"] = "#808080",
        ["grey"] = "#808080",
        ["lightgray"] = "#d3d3d3",
        ["lightgrey"] = "#d3d3d3",
        ["darkgray"] = "#a9a9a9",
        ["darkgrey"] = "#a9a9a9",
        ["cyan"] = "#00ffff",
        ["magenta"] = "#ff00ff",
        ["brown"] = "#a52a2a",
        ["pink"] = "#ffc0cb",
        ["navy"] = "#000080",
        ["teal"] = "#008080",
        ["crimson"] = "#dc143c",
        ["steelblue"] = "#4682b4",
        ["firebrick"] = "#b22222",
        ["darkblue"] = "#00008b",
        ["darkgreen"] = "#006400",
        ["darkred"] = "#8b0000",
        ["tomato"] = "#ff6347",
        ["gold"] = "#ffd700",
        ["lightblue"] = "#add8e6",
        ["lightgreen"] = "#90ee90",
        ["olive"] = "#808000",
        ["coral"] = "#ff7f50",
        ["indigo"] = "#4b0082",
        ["salmon"] = "#fa8072",
        ["violet"] = "#ee82ee",
        ["slategray"] = "#708090",
        ["transparent"] = "rgba(0,0,0,0)",
    };

    public static Rgb? TryParse(string text)
    {
        string value = Names.GetValueOrDefault(text.Trim(), text.Trim());
        if (value.StartsWith('#'))
            return Hex(value[1..]);
        int open = value.IndexOf('('), close = value.IndexOf(')');
        if (!value.StartsWith("rgb", StringComparison.OrdinalIgnoreCase) || open < 0 || close < open)
            return null;
        double[] parts = [.. value[(open + 1)..close].Split(',').Select(part =>
            double.TryParse(part.Trim(), CultureInfo.InvariantCulture, out double number) ? number : double.NaN)];
        return parts.Length >= 3 && !parts.Any(double.IsNaN)
            ? new(parts[0], parts[1], parts[2], parts.Length > 3 ? parts[3] : 1) : null;
    }

    public static Rgb Mix(Rgb a, Rgb b, double t) =>
        new(a.R + ((b.R - a.R) * t), a.G + ((b.G - a.G) * t), a.B + ((b.B - a.B) * t), a.A + ((b.A - a.A) * t));

    /// <summary>How bright the colour looks, 0 to 1 (ITU-R BT.601).</summary>
    public double Brightness => ((0.299 * R) + (0.587 * G) + (0.114 * B)) / 255;

    public override string ToString()
    {
        string hex = $"#{Part(R):x2}{Part(G):x2}{Part(B):x2}";
        return A >= 1 ? hex : $"{hex}{Part(A * 255):x2}";
    }

    /// <summary>The text of a colour in SVG: short where it can be read, else as it was written.</summary>
    public static string Clean(string text) => TryParse(text)?.ToString() ?? SvgCanvas.Escape(text);

    private static int Part(double value) => (int)Math.Round(Math.Clamp(value, 0, 255));

    private static Rgb? Hex(string digits)
    {
        if (digits.Length == 3)
            digits = string.Concat(digits.Select(d => $"{d}{d}"));
        return digits.Length == 6 && int.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture,
            out int rgb) ? new(rgb >> 16, (rgb >> 8) & 255, rgb & 255) : null;
    }
}
