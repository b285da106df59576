using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbook.Notebooks;

/// <summary>Compares texts word by word; numbers to three significant digits, ids not at all.</summary>
internal static partial class TextComparer
{
    /// <summary>Rounding noise: two numbers this small count as equal (the difference after a merge, say).</summary>
    private const double Noise = 1e-6;

    /// <summary>The first difference in words, or <see langword="null"/>.</summary>
    public static string? Difference(string stored, string fresh)
    {
        string[] before = Words(stored);
        string[] after = Words(fresh);
        for (int i = 0; i < Math.Min(before.Length, after.Length); i++)
        {
            if (!Same(before[i], after[i]))
            {
                return $"\"{Around(before, i)}\" became \"{Around(after, i)}\"";
            }
        }

        return before.Length == after.Length ? null : $"{before.Length} words became {after.Length}";
    }

    /// <summary>Whether two numbers agree to three significant digits: they differ by at most one unit of the third.</summary>
    internal static bool Same(double stored, double fresh)
    {
        double size = Math.Max(Math.Abs(stored), Math.Abs(fresh));
        if (stored.Equals(fresh) || size < Noise)
        {
            return true;
        }

        double unit = Math.Pow(10, Math.Floor(Math.Log10(size)) - 2);
        return Math.Abs(stored - fresh) <= unit * (1 + 1e-9);
    }

    private static bool Same(string stored, string fresh) =>
        stored == fresh
        || (IsNumber(stored, out double before) && IsNumber(fresh, out double after) && Same(before, after));

    private static bool IsNumber(string word, out double value) =>
        double.TryParse(word, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out value);

    private static string[] Words(string text) =>
        [.. Word().Matches(Id().Replace(text, "ID")).Select(match => match.Value)];

    private static string Around(string[] words, int place) =>
        string.Join(' ', words[Math.Max(0, place - 3)..Math.Min(words.Length, place + 3)]);

    /// <summary>A number (thousands separators, exponent), a word, or a single sign.</summary>
    [GeneratedRegex(@"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|[\p{L}_]+|[^\s]")]
    private static partial Regex Word();

    /// <summary>Ids that differ from run to run: GUIDs and 32 hexadecimal digits.</summary>
    [GeneratedRegex(@"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[0-9a-fA-F]{32}")]
    private static partial Regex Id();
}
