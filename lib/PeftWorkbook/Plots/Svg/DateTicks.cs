using System.Globalization;

namespace PeftWorkbook.Plots.Svg;

/// <summary>Ticks of a time axis. Times are milliseconds since 1970, as in plotly.js.</summary>
internal static class DateTicks
{
    private const double Minute = 60_000, Hour = 60 * Minute, Day = 24 * Hour;

    private static readonly (double Step, string Format)[] Steps =
    [
        (1_000, "HH:mm:ss"), (5_000, "HH:mm:ss"), (15_000, "HH:mm:ss"), (30_000, "HH:mm:ss"), (Minute, "HH:mm"),
        (5 * Minute, "HH:mm"), (15 * Minute, "HH:mm"), (30 * Minute, "HH:mm"), (Hour, "HH:mm"), (3 * Hour, "HH:mm"),
        (6 * Hour, "MMM d HH:mm"), (12 * Hour, "MMM d HH:mm"), (Day, "MMM d"), (2 * Day, "MMM d"), (7 * Day, "MMM d"),
        (14 * Day, "MMM d"),
    ];

    public static double? Parse(string text) => text.Length >= 7 && char.IsAsciiDigit(text[0])
        && DateTime.TryParse(text, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time)
        ? (time - DateTime.UnixEpoch).TotalMilliseconds : null;

    public static (double At, string Text)[] Make(double low, double high, int most)
    {
        (double first, double last) = (Math.Min(low, high), Math.Max(low, high));
        double rough = (last - first) / Math.Max(1, most);
        foreach ((double step, string format) in Steps)
        {
            if (step >= rough)
                return [.. Enumerable.Range(0, most + 2).Select(i => (Math.Ceiling(first / step) + i) * step)
                    .Where(at => at <= last).Select(at => (at, At(at).ToString(format, CultureInfo.InvariantCulture)))];
        }
        return Months(first, last, rough);
    }

    private static (double, string)[] Months(double first, double last, double rough)
    {
        double months = rough / (30 * Day);
        int step = months <= 1 ? 1 : months <= 3 ? 3 : months <= 6
            ? 6 : 12 * (int)Math.Max(1, Ticks.Step(months / 12, 1));
        DateTime start = At(first);
        int month = (((start.Year * 12) + start.Month - 1) / step * step) + step;
        return [.. Enumerable.Range(0, 100).Select(i => month + (i * step)).Where(m => m / 12 is > 0 and < 10_000)
            .Select(m => new DateTime(m / 12, (m % 12) + 1, 1, 0, 0, 0, DateTimeKind.Utc))
            .Select(d => ((d - DateTime.UnixEpoch).TotalMilliseconds,
                d.ToString(step >= 12 ? "yyyy" : "MMM yyyy", CultureInfo.InvariantCulture)))
            .Where(t => t.TotalMilliseconds <= last)];
    }

    private static DateTime At(double milliseconds) =>
        DateTime.UnixEpoch.AddMilliseconds(Math.Clamp(milliseconds, -6e13, 2.5e14));
}
