using System.Text;
using System.Text.RegularExpressions;

namespace PeftWorkbook.Training.TextMetrics;

/// <summary>
/// Scores of short answers as SQuAD has them (arXiv 1606.05250, 1806.03822): case, punctuation and English articles do not count, and of
/// several right answers the best counts.
/// </summary>
public static partial class Squad
{
    /// <summary>The answer without what does not count: lower case, no ASCII punctuation, no articles, single spaces.</summary>
    public static string Normalize(string answer)
    {
        var kept = new StringBuilder();
        foreach (var c in answer.ToLowerInvariant().Where(c => !char.IsAscii(c) || !(char.IsPunctuation(c) || char.IsSymbol(c))))
        {
            kept.Append(c);
        }

        return string.Join(' ', Words(Articles().Replace(kept.ToString(), " ")));
    }

    /// <summary>1 where the answer is one of the right ones, else 0.</summary>
    public static double ExactMatch(string prediction, IEnumerable<string> answers) =>
        answers.Any(a => Normalize(a) == Normalize(prediction)) ? 1 : 0;

    /// <summary>The best F1 of shared words.</summary>
    /// <param name="prediction">The answer.</param>
    /// <param name="answers">The right answers; an empty one says that there is none.</param>
    /// <param name="emptyCounts">Whether saying nothing where nothing is right scores 1, as in SQuAD 2.0, or 0, as in 1.1.</param>
    public static double F1(string prediction, IEnumerable<string> answers, bool emptyCounts = true) =>
        answers.Max(a => F1(Words(Normalize(prediction)), Words(Normalize(a)), emptyCounts));

    private static double F1(string[] prediction, string[] answer, bool emptyCounts)
    {
        if (prediction.Length == 0 && answer.Length == 0)
        {
            return emptyCounts ? 1 : 0;
        }

        var left = answer.CountBy(w => w).ToDictionary();
        double shared = prediction.CountBy(w => w).Sum(w => Math.Min(w.Value, left.GetValueOrDefault(w.Key)));
        var (precision, recall) = (shared / prediction.Length, shared / answer.Length);
        return shared == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\b(?:a|an|the)\b")]
    private static partial Regex Articles();
}
