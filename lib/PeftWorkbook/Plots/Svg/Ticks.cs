using System.Globalization;

namespace PeftWorkbook.Plots.Svg;

/// <summary>Where an axis has ticks, and what they say.</summary>
internal static class Ticks
{
    /// <summary>Ticks at 1, 2 or 5 times a power of ten, at most about <paramref name="most"/> of them.</summary>
    public static (double At, string Text)[] Linear(double low, double high, int most, double given = 0)
    {
        double span = Math.Abs(high - low);
        if (!double.IsFinite(span) || span == 0)
            return [(low, Number(low, 0))];
        double step = given > 0 && span / given < 500 ? given : Step(span, most);
        (double first, double last) = (Math.Min(low, high), Math.Max(low, high));
        double start = Math.Ceiling((first / step) - 1e-9);
        int count = (int)Math.Floor((last / step) + 1e-9 - start) + 1;
        return [.. Enumerable.Range(0, Math.Clamp(count, 0, 500))
            .Select(i => (start + i) * step).Select(at => (at, Number(at, step)))];
    }

    /// <summary>The distance of ticks so that there are at most about <paramref name="most"/> on the span.</summary>
    public static double Step(double span, int most)
    {
        double rough = span / Math.Max(1, most);
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double part = rough / power;
        return power * (part <= 1.0001 ? 1 : part <= 2.0001 ? 2 : part <= 5.0001 ? 5 : 10);
    }

    /// <summary>
    /// Ticks of a logarithmic axis whose range is in exponents of ten: powers alone on a wide one, their multiples by
    /// 2 and 5 too on a narrow one.
    /// </summary>
    public static (double At, string Text)[] Logarithmic(double low, double high, int most)
    {
        (double first, double last) = (Math.Min(low, high), Math.Max(low, high));
        double span = last - first;
        if (!double.IsFinite(span) || span > 600)
            return [];
        if (span < 0.6)
            return [.. Linear(Math.Pow(10, first), Math.Pow(10, last), most)
                .Where(t => t.At > 0).Select(t => (Math.Log10(t.At), t.Text))];
        int stride = Math.Max(1, (int)Math.Ceiling(span / Math.Max(1, most)));
        int[] digits = span < 1.6 ? [1, 2, 5] : [1];
        return [.. Enumerable.Range((int)Math.Floor(first), (int)Math.Ceiling(span) + 2)
            .Where(e => e % stride == 0).SelectMany(e => digits.Select(d => (At: e + Math.Log10(d), Digit: d, E: e)))
            .Where(t => t.At >= first - 1e-9 && t.At <= last + 1e-9)
            .Select(t => (t.At, Power(t.Digit, t.E)))];
    }

    /// <summary>A number with as many decimals as the distance of ticks needs; large and small ones with a prefix.</summary>
    public static string Number(double value, double step)
    {
        double size = Math.Max(Math.Abs(value), step);
        if (Math.Abs(value) < step * 1e-9 || value == 0)
            return "0";
        string sign = value < 0 ? "−" : "";
        double magnitude = Math.Abs(value);
        if (size >= 1e4 && size < 1e15)
        {
            (double unit, string name) = size >= 1e12 ? (1e12, "T") : size >= 1e9 ? (1e9, "B")
                : size >= 1e6 ? (1e6, "M") : (1e3, "k");
            return sign + Plain(magnitude / unit, step / unit) + name;
        }
        if (size is < 1e-3 or >= 1e15)
        {
            int exponent = (int)Math.Floor(Math.Log10(magnitude) + 1e-9);
            double mantissa = magnitude / Math.Pow(10, exponent);
            return $"{sign}{Plain(mantissa, step / Math.Pow(10, exponent))}e{(exponent < 0 ? "−" : "")}{Math.Abs(exponent)}";
        }
        return sign + Plain(magnitude, step);
    }

    private static string Plain(double value, double step)
    {
        int decimals = step > 0 ? (int)Math.Clamp(Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 10) : 4;
        string shown = value.ToString("F" + decimals, CultureInfo.InvariantCulture);
        return shown.Contains('.') ? shown.TrimEnd('0').TrimEnd('.') : shown;
    }

    private static string Power(int digit, int exponent)
    {
        if (digit != 1)
            return digit.ToString(CultureInfo.InvariantCulture);
        return exponent switch
        {
            >= -3 and <= 3 => Math.Pow(10, exponent).ToString(CultureInfo.InvariantCulture),
            4 => "10k",
            5 => "100k",
            6 => "1M",
            _ => $"10<sup>{(exponent < 0 ? "−" : "")}{Math.Abs(exponent)}</sup>",
        };
    }
}
