using System.Text.RegularExpressions;

namespace PeftWorkbook.Training.TextMetrics;

/// <summary>Precision, recall and F1 of an overlap.</summary>
/// <param name="Precision">The share of the hypothesis that is in the reference.</param>
/// <param name="Recall">The share of the reference that is in the hypothesis.</param>
public readonly record struct Overlap(double Precision, double Recall)
{
    /// <summary>Their harmonic mean; 0 where both are 0.</summary>
    public double F1 => Precision + Recall > 0 ? 2 * Precision * Recall / (Precision + Recall) : 0;

    internal static Overlap Of(double shared, long hypothesis, long reference) =>
        new(shared / Math.Max(1, hypothesis), shared / Math.Max(1, reference));
}

/// <summary>
/// ROUGE (Lin 2004) as Google's <c>rouge_score</c> computes it: words are stretches of lower-case ASCII letters and digits, stemmed by
/// <see cref="PorterStemmer"/> where asked and longer than three.
/// </summary>
public static partial class Rouge
{
    /// <summary>ROUGE-N: n-grams in common, as often as both have them.</summary>
    public static Overlap N(string hypothesis, string reference, int n, bool stem = false)
    {
        var (ours, theirs) = (Grams(Words(hypothesis, stem), n), Grams(Words(reference, stem), n));
        var counts = theirs.CountBy(g => g).ToDictionary();
        var shared = ours.CountBy(g => g).Sum(g => Math.Min(g.Value, counts.GetValueOrDefault(g.Key)));
        return Overlap.Of(shared, ours.Count, theirs.Count);
    }

    /// <summary>ROUGE-L: the longest common subsequence of the words.</summary>
    public static Overlap L(string hypothesis, string reference, bool stem = false)
    {
        var (ours, theirs) = (Words(hypothesis, stem), Words(reference, stem));
        return Overlap.Of(Subsequence(theirs, ours).Count, ours.Length, theirs.Length);
    }

    /// <summary>
    /// ROUGE-Lsum: for each sentence (line) of the reference the union of its common subsequences with all sentences of the hypothesis,
    /// each word counted as often as both texts have it.
    /// </summary>
    public static Overlap LSum(string hypothesis, string reference, bool stem = false)
    {
        var (ours, theirs) = (Sentences(hypothesis, stem), Sentences(reference, stem));
        var leftOurs = ours.SelectMany(w => w).CountBy(w => w).ToDictionary();
        var leftTheirs = theirs.SelectMany(w => w).CountBy(w => w).ToDictionary();
        var shared = 0;
        foreach (var sentence in theirs)
        {
            var union = ours.SelectMany(s => Subsequence(sentence, s)).Distinct().Order();
            foreach (var word in union.Select(i => sentence[i]))
            {
                if (leftOurs.GetValueOrDefault(word) > 0 && leftTheirs.GetValueOrDefault(word) > 0)
                {
                    shared++;
                    leftOurs[word]--;
                    leftTheirs[word]--;
                }
            }
        }

        return Overlap.Of(shared, ours.Sum(s => s.Length), theirs.Sum(s => s.Length));
    }

    private static List<string[]> Sentences(string text, bool stem) =>
        [.. text.Split('\n').Where(s => s.Length > 0).Select(s => Words(s, stem))];

    private static string[] Words(string text, bool stem) =>
    [
        .. NotWord().Replace(text.ToLowerInvariant(), " ").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(w => stem && w.Length > 3 ? PorterStemmer.Stem(w) : w),
    ];

    private static List<string> Grams(string[] words, int n) =>
        [.. Enumerable.Range(0, Math.Max(0, words.Length - n + 1)).Select(i => string.Join(' ', words[i..(i + n)]))];

    // The positions in a of a longest common subsequence; of several, the one that ends last in a.
    private static List<int> Subsequence(string[] a, string[] b)
    {
        var length = new int[a.Length + 1, b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                length[i, j] = a[i - 1] == b[j - 1] ? length[i - 1, j - 1] + 1 : Math.Max(length[i - 1, j], length[i, j - 1]);
            }
        }

        List<int> found = [];
        for (var (i, j) = (a.Length, b.Length); i > 0 && j > 0;)
        {
            if (a[i - 1] == b[j - 1])
            {
                found.Add(--i);
                j--;
            }
            else if (length[i, j - 1] > length[i - 1, j])
            {
                j--;
            }
            else
            {
                i--;
            }
        }

        return found;
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotWord();
}
