namespace PeftWorkbook.Training.TextMetrics;

/// <summary>What BLEU puts where no n-gram of an order is right.</summary>
public enum BleuSmoothing
{
    /// <summary>Nothing: the score is 0.</summary>
    None,

    /// <summary>A half, a quarter, … of one right n-gram, from order to order (mteval's way).</summary>
    Exponential,

    /// <summary>A small number of right n-grams.</summary>
    Floor,

    /// <summary>Adds a number to right and to all n-grams, from the second order on.</summary>
    AddK,
}

/// <summary>A BLEU score and what it was made of.</summary>
/// <param name="Score">0 to 100.</param>
/// <param name="Precisions">Of each order of n-grams, in percent.</param>
/// <param name="Right">N-grams of each order that a reference has.</param>
/// <param name="Total">N-grams of each order.</param>
/// <param name="BrevityPenalty"><c>exp(1 - reference / hypothesis)</c>, at most 1.</param>
/// <param name="HypothesisLength">Words of the hypotheses.</param>
/// <param name="ReferenceLength">Words of the references next in length.</param>
public sealed record BleuScore(
    double Score, IReadOnlyList<double> Precisions, IReadOnlyList<double> Right, IReadOnlyList<double> Total, double BrevityPenalty,
    long HypothesisLength, long ReferenceLength);

/// <summary>
/// BLEU (Papineni et al. 2002) as sacreBLEU computes it (arXiv 1804.08771): the geometric mean of the precisions of 1- to 4-grams,
/// each n-gram counted at most as often as the reference that has it most, times a penalty for brevity.
/// </summary>
public sealed record Bleu
{
    private const int Orders = 4;

    /// <summary>How texts are cut.</summary>
    public BleuTokenizer Tokenizer { get; init; }

    /// <summary>Whether case is left out.</summary>
    public bool LowerCase { get; init; }

    /// <summary>What stands for orders without a right n-gram.</summary>
    public BleuSmoothing Smoothing { get; init; } = BleuSmoothing.Exponential;

    /// <summary>The number that <see cref="Smoothing"/> uses; null takes 0.1 for a floor and 1 for adding.</summary>
    public double? SmoothingValue { get; init; }

    /// <summary>Leaves out orders that no hypothesis is long enough for: for single sentences.</summary>
    public bool EffectiveOrder { get; init; }

    /// <summary>The score of a corpus.</summary>
    /// <param name="hypotheses">The texts.</param>
    /// <param name="references">Sets of references, each with a text for each hypothesis.</param>
    public BleuScore Score(IReadOnlyList<string> hypotheses, IReadOnlyList<IReadOnlyList<string>> references)
    {
        if (references.Count == 0 || references.Any(r => r.Count != hypotheses.Count))
        {
            throw new ArgumentException($"Each set of references must have {hypotheses.Count} texts, as the hypotheses have.");
        }

        var (right, total) = (new double[Orders], new double[Orders]);
        long length = 0, referenceLength = 0;
        for (var i = 0; i < hypotheses.Count; i++)
        {
            var hypothesis = Words(hypotheses[i]);
            List<string[]> theirs = [.. references.Select(r => Words(r[i]))];
            length += hypothesis.Length;
            referenceLength += theirs.Select(r => r.Length).OrderBy(l => Math.Abs(l - hypothesis.Length)).ThenBy(l => l).First();
            for (var n = 1; n <= Orders; n++)
            {
                var counts = Grams(hypothesis, n);
                var most = theirs.SelectMany(r => Grams(r, n)).GroupBy(g => g.Key, g => g.Value).ToDictionary(g => g.Key, g => g.Max());
                right[n - 1] += counts.Sum(g => Math.Min(g.Value, most.GetValueOrDefault(g.Key)));
                total[n - 1] += Math.Max(0, hypothesis.Length - n + 1);
            }
        }

        return Combine(right, total, length, referenceLength);
    }

    private BleuScore Combine(double[] right, double[] total, long length, long referenceLength)
    {
        var brevity = length >= referenceLength ? 1 : length > 0 ? Math.Exp(1 - ((double)referenceLength / length)) : 0;
        var precisions = new double[Orders];
        if (right.All(r => r == 0))
        {
            return new(0, precisions, right, total, brevity, length, referenceLength);
        }

        var (order, halving) = (Orders, 1.0);
        for (var n = 0; n < Orders; n++)
        {
            if (Smoothing == BleuSmoothing.AddK && n > 0)
            {
                right[n] += SmoothingValue ?? 1;
                total[n] += SmoothingValue ?? 1;
            }

            if (total[n] == 0)
            {
                break;
            }

            order = EffectiveOrder ? n + 1 : order;
            precisions[n] = 100 * (right[n] > 0 ? right[n] : Instead(ref halving)) / total[n];
        }

        var score = precisions.Take(order).Any(p => p == 0) ? 0 : brevity * Math.Exp(precisions.Take(order).Average(Math.Log));
        return new(score, precisions, right, total, brevity, length, referenceLength);
    }

    private double Instead(ref double halving) => Smoothing switch
    {
        BleuSmoothing.Exponential => 1 / (halving *= 2),
        BleuSmoothing.Floor => SmoothingValue ?? 0.1,
        _ => 0,
    };

    private string[] Words(string text) => BleuWords.Split((LowerCase ? text.ToLowerInvariant() : text).TrimEnd(), Tokenizer);

    private static Dictionary<string, int> Grams(string[] words, int n) =>
        Enumerable.Range(0, Math.Max(0, words.Length - n + 1)).CountBy(i => string.Join(' ', words[i..(i + n)])).ToDictionary();
}
