namespace PeftWorkbook.Text;

/// <summary>Builds the table of merges of a BPE model.</summary>
internal static class BpeMerges
{
    /// <summary>From a list of pairs, the first being the best.</summary>
    /// <exception cref="InvalidDataException">A merge is of tokens that the vocabulary lacks.</exception>
    internal static Dictionary<long, (int Rank, int Id)> FromPairs(
        IReadOnlyDictionary<string, int> vocabulary, IEnumerable<(string Left, string Right)> pairs, string continuingPrefix)
    {
        Dictionary<long, (int, int)> merges = [];
        var rank = 0;
        foreach (var (left, right) in pairs)
        {
            var joined = left + (right.StartsWith(continuingPrefix, StringComparison.Ordinal) ? right[continuingPrefix.Length..] : right);
            if (!vocabulary.TryGetValue(left, out var l)
                || !vocabulary.TryGetValue(right, out var r)
                || !vocabulary.TryGetValue(joined, out var id))
            {
                throw new InvalidDataException($"Merge {rank} ('{left}' '{right}') is of tokens that the vocabulary lacks.");
            }

            merges[BpeModel.Pair(l, r)] = (rank++, id);
        }

        return merges;
    }

    /// <summary>
    /// From scores, as SentencePiece merges: any two neighbours whose concatenation is a piece, the best score first and of
    /// equal ones the leftmost. (transformers 5 ranks by id instead, which is wrong.)
    /// </summary>
    internal static Dictionary<long, (int Rank, int Id)> FromScores(IEnumerable<(string Piece, int Id, float Score)> pieces)
    {
        var all = pieces.ToList();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        all.ForEach(p => ids.TryAdd(p.Piece, p.Id));
        var lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        Dictionary<long, (int, int)> merges = [];
        var (rank, last) = (-1, float.NaN);
        foreach (var (piece, id, score) in all.OrderByDescending(p => p.Score))
        {
            rank += score == last ? 0 : 1;
            last = score;
            for (var cut = 1; cut < piece.Length; cut++)
            {
                if (!char.IsLowSurrogate(piece[cut])
                    && lookup.TryGetValue(piece.AsSpan(0, cut), out var left)
                    && lookup.TryGetValue(piece.AsSpan(cut), out var right))
                {
                    merges.TryAdd(BpeModel.Pair(left, right), (rank, id));
                }
            }
        }

        return merges;
    }

    /// <summary>The character before which a long text may be cut: it begins words, and no piece has it after another character.</summary>
    internal static char? WordStart(IEnumerable<string> pieces, char candidate) =>
        pieces.Any(p => p.AsSpan().TrimStart(candidate).Contains(candidate)) ? null : candidate;
}
