using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective.Entries;

/// <summary>Rules that choose entries by their scores. All give row-major numbers, int64, ascending.</summary>
internal static class EntryRanking
{
    /// <summary>The k entries of one tensor with the highest scores.</summary>
    internal static Tensor Highest(Tensor scores, long k)
    {
        using var scope = NewDisposeScope();
        return scores.reshape(-1).topk((int)k, sorted: false).indexes.sort().Values.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// In each row of a matrix (what lies behind the first axis counts as columns) the k entries with the highest scores.
    /// </summary>
    internal static Tensor HighestOfRows(Tensor scores, int k)
    {
        using var scope = NewDisposeScope();
        var rows = scores.reshape(scores.shape[0], -1);
        var columns = rows.topk(Math.Min(k, (int)rows.shape[1]), dim: 1, sorted: false).indexes;
        var starts = arange(rows.shape[0], ScalarType.Int64, scores.device).unsqueeze(1) * rows.shape[1];
        return (columns + starts).reshape(-1).sort().Values.MoveToOuterDisposeScope();
    }

    /// <summary>The k entries with the highest scores of all tensors together.</summary>
    /// <param name="tensors">The tensors with their scores.</param>
    /// <param name="k">How many.</param>
    /// <param name="keepsTies">Whether all entries are taken that are as high as the k-th, and not exactly k.</param>
    internal static IEnumerable<ChosenEntries> HighestOfAll(
        IReadOnlyList<(EntryTensor Tensor, Tensor Scores)> tensors, long k, bool keepsTies = false)
    {
        using var scope = NewDisposeScope();
        var flat = cat([.. tensors.Select(t => t.Scores.reshape(-1).to_type(ScalarType.Float32))]);
        var (highest, at) = flat.topk((int)Math.Min(k, flat.numel()), sorted: false);
        var isChosen = keepsTies ? flat >= highest.min() : zeros_like(flat, ScalarType.Bool).index_fill(0, at, true);
        List<ChosenEntries> chosen = [];
        var start = 0L;
        foreach (var (tensor, scores) in tensors)
        {
            var places = isChosen.narrow(0, start, scores.numel()).nonzero().view(-1);
            start += scores.numel();
            if (places.numel() > 0)
            {
                chosen.Add(new(tensor, places.MoveToOuterDisposeScope()));
            }
        }

        return chosen;
    }

    /// <summary>The size of a share, cut off as the methods' authors do, in double precision.</summary>
    internal static long Share(double ratio, long count) => (long)(ratio * count);
}
