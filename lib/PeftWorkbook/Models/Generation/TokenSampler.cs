using PeftWorkbook.Engine;
using static TorchSharp.torch;

namespace PeftWorkbook.Models.Generation;

/// <summary>Chooses the next token of each text from its scores: the most likely one, or one drawn by its probability.</summary>
internal sealed class TokenSampler
{
    private readonly IReadOnlyList<LogitsProcessor> _processors;
    private readonly SplitMix64[]? _random;

    internal TokenSampler(GenerationOptions options, int rows)
    {
        _processors = LogitsProcessor.For(options);
        var seed = options.Seed ?? Random.Shared.NextInt64();
        _random = options.IsRandom ? [.. Enumerable.Range(0, rows).Select(i => new SplitMix64(unchecked((ulong)(seed + i))))] : null;
    }

    /// <summary>A token for each text.</summary>
    /// <param name="scores"><c>[texts, vocabulary]</c>.</param>
    /// <param name="texts">The tokens so far.</param>
    internal long[] Pick(Tensor scores, IReadOnlyList<IReadOnlyList<long>> texts)
    {
        using var scope = NewDisposeScope();
        var shaped = _processors.Count > 0 ? Shape(scores.to_type(ScalarType.Float32), texts) : scores;
        var picked = _random is null ? shaped.argmax(-1) : Draw(shaped, _random);
        return picked.ToHost<long>();
    }

    /// <summary>Applies the processors; what they make belongs to the caller's scope.</summary>
    internal Tensor Shape(Tensor scores, IReadOnlyList<IReadOnlyList<long>> texts) =>
        _processors.Aggregate(scores, (s, p) => p.Apply(s, texts));

    // The first token at which the sum of the probabilities passes a random share of it.
    private static Tensor Draw(Tensor scores, SplitMix64[] random)
    {
        var sums = scores.softmax(-1, ScalarType.Float64).cumsum(-1);
        var total = sums.narrow(-1, sums.shape[^1] - 1, 1);
        var units = tensor(random.Select(r => r.NextUnit()).ToArray(), [random.Length, 1], device: scores.device);
        return sums.le(units * total).sum(-1);
    }
}
