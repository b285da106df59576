using System.Text;

namespace PeftWorkbook.Text;

/// <summary>
/// WordPiece: from the left, always the longest piece that the vocabulary has; a word that cannot be cut so is unknown
/// (BERT, arXiv 1810.04805).
/// </summary>
internal sealed class WordPieceModel(IEnumerable<KeyValuePair<string, int>> vocabulary, string unknown, string continuation, int maxChars)
    : TextModel(vocabulary)
{
    /// <summary>No candidate need be longer; and so time is linear in a word's length, whatever is allowed.</summary>
    private readonly int _longest = vocabulary.Select(p => p.Key.Length).DefaultIfEmpty().Max();

    internal override void Tokenize(string piece, List<PieceToken> output)
    {
        var bytes = Encoding.UTF8.GetByteCount(piece);
        var mark = output.Count;
        if (IsTooLong(piece) || !TryCut(piece, output))
        {
            output.RemoveRange(mark, output.Count - mark);
            var id = Id(unknown) ?? throw new InvalidDataException($"The vocabulary lacks its unknown token '{unknown}'.");
            output.Add(new(id, 0, bytes));
        }
    }

    private bool IsTooLong(string piece)
    {
        if (piece.Length <= maxChars)
        {
            return false;
        }

        var count = 0;
        foreach (var _ in piece.EnumerateRunes())
        {
            count++;
        }

        return count > maxChars;
    }

    private bool TryCut(string piece, List<PieceToken> output)
    {
        var length = continuation.Length + piece.Length;
        Span<char> buffer = length <= 512 ? stackalloc char[length] : new char[length];
        continuation.CopyTo(buffer);
        piece.CopyTo(buffer[continuation.Length..]);
        var (ids, at, bytesDone) = (Lookup, 0, 0);
        while (at < piece.Length)
        {
            var to = Math.Min(piece.Length, at + _longest);
            to += to < piece.Length && char.IsLowSurrogate(piece[to]) ? 1 : 0;
            int id;
            while (!ids.TryGetValue(Candidate(buffer, at, to), out id))
            {
                to -= to > at + 1 && char.IsLowSurrogate(piece[to - 1]) ? 2 : 1;
                if (to <= at)
                {
                    return false;
                }
            }

            var bytes = Encoding.UTF8.GetByteCount(piece.AsSpan(at, to - at));
            output.Add(new(id, bytesDone, bytesDone + bytes));
            (at, bytesDone) = (to, bytesDone + bytes);
        }

        return true;
    }

    // The prefix is written just before the piece: what is before has been used.
    private ReadOnlySpan<char> Candidate(Span<char> buffer, int at, int to)
    {
        var start = at + continuation.Length;
        if (at == 0)
        {
            return buffer[start..(to + continuation.Length)];
        }

        continuation.CopyTo(buffer[at..]);
        return buffer[at..(to + continuation.Length)];
    }
}
