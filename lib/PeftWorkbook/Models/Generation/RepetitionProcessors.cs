using static TorchSharp.torch;

namespace PeftWorkbook.Models.Generation;

/// <summary>
/// Makes tokens that a text has already less likely: a positive score is divided, a negative one multiplied (arXiv 1909.05858).
/// </summary>
/// <param name="Value">Above 1 discourages, below 1 encourages.</param>
public sealed record RepetitionPenalty(double Value) : LogitsProcessor
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor scores, IReadOnlyList<IReadOnlyList<long>> texts)
    {
        var longest = texts.Max(t => t.Count);
        if (texts.Any(t => t.Count == 0))
        {
            throw new ArgumentException("A text without a token has nothing to repeat; give each at least one.", nameof(texts));
        }

        using var scope = NewDisposeScope();
        // a short text repeats its first token: writing the same value twice changes nothing
        var seen = texts.SelectMany(t => t.Concat(Enumerable.Repeat(t[0], longest - t.Count))).ToArray();
        var index = tensor(seen, [texts.Count, longest], device: scores.device);
        var found = scores.gather(-1, index);
        var penalised = where(found.lt(0), found * Value, found / Value);
        return scores.scatter(-1, index, penalised).MoveToOuterDisposeScope();
    }
}

/// <summary>Rules out every token that would end a sequence which the text has already.</summary>
/// <param name="Size">The length of such a sequence, from 1.</param>
public sealed record NoRepeatNgram(int Size) : LogitsProcessor
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor scores, IReadOnlyList<IReadOnlyList<long>> texts)
    {
        var ruledOut = texts.Select(Repeating).ToList();
        if (ruledOut.TrueForAll(r => r.Length == 0))
        {
            return scores;
        }

        using var scope = NewDisposeScope();
        var result = scores.clone();
        for (var row = 0; row < texts.Count; row++)
        {
            if (ruledOut[row].Length > 0)
            {
                result.select(0, row).index_fill_(0, tensor(ruledOut[row], device: scores.device), double.NegativeInfinity);
            }
        }

        return result.MoveToOuterDisposeScope();
    }

    // The tokens that followed, anywhere in the text, what the text ends with now.
    private long[] Repeating(IReadOnlyList<long> text)
    {
        var ending = text.Count - Size + 1;
        HashSet<long> found = [];
        for (var start = 0; start < ending; start++)
        {
            var at = 0;
            while (at < Size - 1 && text[start + at] == text[ending + at])
            {
                at++;
            }

            if (at == Size - 1)
            {
                found.Add(text[start + at]);
            }
        }

        return [.. found];
    }
}
