using System.Text;

namespace PeftWorkbook.Text;

/// <summary>
/// Unigram language model: the cut of a piece into vocabulary entries with the largest sum of scores, by dynamic programming
/// (Kudo 2018, arXiv 1804.10959). Code points that no entry covers are unknown, and neighbours of them are one token.
/// </summary>
internal sealed class UnigramModel : TextModel
{
    /// <summary>How much worse than the worst entry an unknown code point is.</summary>
    private const double UnknownPenalty = 10;

    private readonly double[] _scores;
    private readonly int _unknown;
    private readonly double _unknownScore;
    private readonly bool _byteFallback;
    private readonly Dictionary<long, int> _children = [];
    private readonly List<int> _ends = [-1];

    internal UnigramModel(IReadOnlyList<(string Piece, double Score)> vocabulary, int unknown, bool byteFallback = false)
        : base(vocabulary.Select((p, i) => KeyValuePair.Create(p.Piece, i)))
    {
        _unknown = (uint)unknown < (uint)vocabulary.Count
            ? unknown
            : throw new InvalidDataException($"The unknown id {unknown} is not in the vocabulary.");
        _byteFallback = byteFallback;
        _scores = [.. vocabulary.Select(p => p.Score)];
        _unknownScore = _scores.Min() - UnknownPenalty;
        foreach (var (piece, id) in Vocabulary)
        {
            Insert(piece, id);
        }
    }

    internal override void Tokenize(string piece, List<PieceToken> output)
    {
        var best = Search(piece);
        List<(int From, int To, int Id)> path = [];
        for (var to = piece.Length; to > 0; to = best[to].From)
        {
            path.Add((best[to].From, to, best[to].Id));
        }

        path.Reverse();
        var bytes = 0;
        for (var i = 0; i < path.Count; i++)
        {
            var (from, to, id) = path[i];
            while (id == _unknown && i + 1 < path.Count && path[i + 1].Id == _unknown)
            {
                to = path[++i].To;
            }

            bytes = Add(piece.AsSpan(from, to - from), id, bytes, output);
        }
    }

    private int Add(ReadOnlySpan<char> text, int id, int bytes, List<PieceToken> output)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        if (id == _unknown && _byteFallback && Bytes(text) is { } ids)
        {
            output.AddRange(ids.Select((b, i) => new PieceToken(b, bytes + i, bytes + i + 1)));
        }
        else
        {
            output.Add(new(id, bytes, bytes + length));
        }

        return bytes + length;
    }

    private List<int>? Bytes(ReadOnlySpan<char> text)
    {
        List<int> ids = [];
        foreach (var b in Encoding.UTF8.GetBytes(text.ToString()))
        {
            if (Id($"<0x{b:X2}>") is not { } id)
            {
                return null;
            }

            ids.Add(id);
        }

        return ids;
    }

    /// <summary>For each end, where the best token that ends there begins.</summary>
    private Node[] Search(string piece)
    {
        var best = new Node[piece.Length + 1];
        Array.Fill(best, new(double.NegativeInfinity, -1, -1), 1, piece.Length);
        for (var from = 0; from < piece.Length;)
        {
            var (here, hasSingle) = (best[from].Score, false);
            var width = char.IsHighSurrogate(piece[from]) && from + 1 < piece.Length ? 2 : 1;
            var node = 0;
            for (var to = from; to < piece.Length && _children.TryGetValue(Key(node, piece[to]), out node);)
            {
                to++;
                if (_ends[node] is >= 0 and var id)
                {
                    Offer(ref best[to], here + _scores[id], from, id);
                    hasSingle |= to - from == width;
                }
            }

            if (!hasSingle)
            {
                Offer(ref best[from + width], here + _unknownScore, from, _unknown);
            }

            from += width;
        }

        return best;
    }

    private static void Offer(ref Node node, double score, int from, int id)
    {
        if (node.From < 0 || score > node.Score)
        {
            node = new(score, from, id);
        }
    }

    private void Insert(string piece, int id)
    {
        var node = 0;
        foreach (var c in piece)
        {
            if (!_children.TryGetValue(Key(node, c), out var next))
            {
                next = _ends.Count;
                _ends.Add(-1);
                _children.Add(Key(node, c), next);
            }

            node = next;
        }

        if (node != 0)
        {
            _ends[node] = id;
        }
    }

    private static long Key(int node, char c) => ((long)node << 16) | c;

    private readonly record struct Node(double Score, int From, int Id);
}
