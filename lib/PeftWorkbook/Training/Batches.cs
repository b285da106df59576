using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Training;

/// <summary>
/// Cuts examples into batches of like lengths, and pads each batch to its own longest example. SST-2 in batches of 32
/// padded at random order is half padding; grouped, a few percent.
/// </summary>
public static class Batches
{
    /// <summary>Examples are sorted within windows of this many batches, so that an epoch's order stays random.</summary>
    private const int Window = 50;

    /// <summary>
    /// An epoch's batches in random order, each a list of indices. The same lengths, size and seed give the same batches on every
    /// machine. No example is left out; one batch may be smaller.
    /// </summary>
    public static IReadOnlyList<int[]> Shuffled(IReadOnlyList<Example> examples, int batchSize, long seed, int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        var random = new Random(unchecked((int)((seed * 7919) + epoch)));     // .NET keeps the sequence of a seeded Random
        var order = Enumerable.Range(0, examples.Count).ToArray();
        random.Shuffle(order);
        int[][] batches =
        [
            .. order.Chunk(batchSize * Window)
                .SelectMany(w => w.OrderByDescending(i => examples[i].Ids.Count).ThenBy(i => i).Chunk(batchSize)),
        ];
        random.Shuffle(batches);
        return batches;
    }

    /// <summary>Batches in order of length, longest first, for evaluation: a lack of memory shows at once.</summary>
    public static IReadOnlyList<int[]> ByLength(IReadOnlyList<Example> examples, int batchSize) =>
        [.. Enumerable.Range(0, examples.Count).OrderByDescending(i => examples[i].Ids.Count).ThenBy(i => i).Chunk(batchSize)];

    /// <summary>
    /// As <see cref="ByLength(IReadOnlyList{Example}, int)"/>, but fewer rows where they would hold more tokens, padding included, than
    /// go at once; a batch has a row at least.
    /// </summary>
    internal static IEnumerable<int[]> ByLength(IReadOnlyList<Example> examples, int batchSize, long tokensAtOnce) =>
        ByLength(examples, batchSize).SelectMany(b => b.Chunk((int)Math.Clamp(tokensAtOnce / examples[b[0]].Ids.Count, 1, b.Length)));

    /// <summary>Makes the input of a batch; the caller disposes its tensors (a scope around the step does).</summary>
    /// <param name="examples">All examples.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="paddingId">The id of padding.</param>
    /// <param name="isRegression">Labels as numbers and not as class ids.</param>
    /// <param name="device">Where the tensors go.</param>
    /// <param name="length">Pads to this length and not to the longest row's, where it is larger.</param>
    /// <returns>Ids <c>[batch, longest]</c>; the mask is null where no row is short.</returns>
    public static ModelInput Collate(
        IReadOnlyList<Example> examples, IReadOnlyList<int> rows, int paddingId, bool isRegression, Device? device, int length = 0)
    {
        var longest = Math.Max(length, rows.Max(r => examples[r].Ids.Count));
        var (ids, mask, segments) = (new long[rows.Count, longest], new long[rows.Count, longest], new long[rows.Count, longest]);
        var (isPadded, hasSegments) = (false, false);
        for (var i = 0; i < rows.Count; i++)
        {
            var example = examples[rows[i]];
            for (var j = 0; j < longest; j++)
            {
                var isToken = j < example.Ids.Count;
                ids[i, j] = isToken ? example.Ids[j] : paddingId;
                mask[i, j] = isToken ? 1 : 0;
                segments[i, j] = isToken ? example.Segments?[j] ?? 0 : 0;
                isPadded |= !isToken;
                hasSegments |= segments[i, j] != 0;
            }
        }

        return new ModelInput(from_array(ids, device))
        {
            AttentionMask = isPadded ? from_array(mask, device) : null,
            TokenTypeIds = hasSegments ? from_array(segments, device) : null,
            Labels = examples[rows[0]].Targets is null
                ? Labels(examples, rows, isRegression, device)
                : Targets(examples, rows, longest, device),
        };
    }

    // [batch, length of the texts or of the longest answer], -100 where nothing is asked
    private static Tensor Targets(IReadOnlyList<Example> examples, IReadOnlyList<int> rows, int length, Device? device)
    {
        var areOfTexts = rows.All(r => examples[r].Targets!.Count == examples[r].Ids.Count);
        var longest = areOfTexts ? length : rows.Max(r => examples[r].Targets!.Count);
        var targets = new long[rows.Count, longest];
        for (var i = 0; i < rows.Count; i++)
        {
            var row = examples[rows[i]].Targets!;
            for (var j = 0; j < longest; j++)
            {
                targets[i, j] = j < row.Count ? row[j] : Losses.Ignored;
            }
        }

        return from_array(targets, device);
    }

    private static Tensor Labels(IReadOnlyList<Example> examples, IReadOnlyList<int> rows, bool isRegression, Device? device) =>
        isRegression
            ? tensor(rows.Select(r => (float)examples[r].Label).ToArray(), device: device)
            : tensor(rows.Select(r => (long)examples[r].Label).ToArray(), device: device);
}
