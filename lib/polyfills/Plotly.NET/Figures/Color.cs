using System.Globalization;

namespace Plotly.NET;

/// <summary>A colour, several of them, or values that a colour scale turns into colours.</summary>
public sealed class Color
{
    private Color(object value) => Value = value;

    /// <summary>What plotly.js reads: text such as <c>rgba(255, 0, 0, 1.0)</c>, or a sequence.</summary>
    public object Value { get; }

    /// <summary>From opacity, red, green and blue, each 0 to 255.</summary>
    public static Color fromARGB(int a, int r, int g, int b)
    {
        string opacity = (Part(a) / 255.0).ToString("0.0", CultureInfo.InvariantCulture);
        return new($"rgba({Part(r)}, {Part(g)}, {Part(b)}, {opacity})");
    }

    /// <summary>From red, green and blue, each 0 to 255.</summary>
    public static Color fromRGB(int r, int g, int b) => fromARGB(255, r, g, b);

    /// <summary>From <c>#rrggbb</c>; the hash may be left out.</summary>
    /// <exception cref="ArgumentException">The text is not six hexadecimal digits.</exception>
    public static Color fromHex(string s)
    {
        ReadOnlySpan<char> digits = s.AsSpan().TrimStart('#');
        if (digits.Length != 6
            || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int rgb))
            throw new ArgumentException($"\"{s}\" is no colour: write six hexadecimal digits, as in #1f77b4.", nameof(s));
        return fromRGB(rgb >> 16, (rgb >> 8) & 255, rgb & 255);
    }

    /// <summary>From any text that CSS understands, unchanged.</summary>
    public static Color fromString(string c) => new(c);

    /// <summary>From a colour that CSS has a name for.</summary>
    public static Color fromKeyword(ColorKeyword c) => fromRGB(c.R, c.G, c.B);

    /// <summary>One colour for each data point.</summary>
    public static Color fromColors(IEnumerable<Color> c) => new(c.Select(color => color.Value).ToArray());

    /// <summary>One number for each data point; the trace's colour scale gives the colours.</summary>
    public static Color fromColorScaleValues<T>(IEnumerable<T> c) where T : IConvertible => new(c.ToArray());

    /// <inheritdoc/>
    public override bool Equals(object? other) =>
        other is Color color && FigureWriter.Write(this) == FigureWriter.Write(color);

    /// <inheritdoc/>
    public override int GetHashCode() => FigureWriter.Write(this).GetHashCode(StringComparison.Ordinal);

    private static int Part(int value) => value is >= 0 and <= 255 ? value
        : throw new ArgumentException($"A part of a colour lies between 0 and 255, not at {value}.");
}
