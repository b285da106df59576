using System.Runtime.InteropServices;

namespace PeftWorkbook.Text;

/// <summary>A stretch of a word that is one token so far; an id below 0 has been merged into its left neighbour.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Bytes">Its length in UTF-8.</param>
internal readonly record struct BpeSymbol(int Id, int Bytes);

/// <summary>Merges the symbols of one word in place.</summary>
internal readonly ref struct BpeMerger
{
    private readonly Dictionary<long, (int Rank, int Id)> _merges;
    private readonly Span<BpeSymbol> _symbols;
    private readonly int[] _previous, _next;
    private readonly PriorityQueue<(int At, int LeftId, int RightId, int NewId), long> _queue;

    internal BpeMerger(Dictionary<long, (int Rank, int Id)> merges, List<BpeSymbol> symbols)
    {
        _merges = merges;
        _symbols = CollectionsMarshal.AsSpan(symbols);
        (_previous, _next) = (new int[symbols.Count], new int[symbols.Count]);
        _queue = new(symbols.Count);
        for (var i = 0; i < symbols.Count; i++)
        {
            (_previous[i], _next[i]) = (i - 1, i + 1);
        }
    }

    internal void Run()
    {
        for (var i = 0; i + 1 < _symbols.Length; i++)
        {
            Offer(i, i + 1);
        }

        while (_queue.TryDequeue(out var merge, out _))
        {
            var right = merge.At < _symbols.Length ? _next[merge.At] : _symbols.Length;
            if (right < _symbols.Length && _symbols[merge.At].Id == merge.LeftId && _symbols[right].Id == merge.RightId)
            {
                Apply(merge.At, right, merge.NewId);
            }
        }
    }

    private void Apply(int left, int right, int id)
    {
        _symbols[left] = new(id, _symbols[left].Bytes + _symbols[right].Bytes);
        _symbols[right] = new(-1, 0);
        _next[left] = _next[right];
        if (_next[left] < _symbols.Length)
        {
            _previous[_next[left]] = left;
            Offer(left, _next[left]);
        }

        if (_previous[left] >= 0)
        {
            Offer(_previous[left], left);
        }
    }

    private void Offer(int left, int right)
    {
        var (a, b) = (_symbols[left].Id, _symbols[right].Id);
        if (_merges.TryGetValue(BpeModel.Pair(a, b), out var merge))
        {
            _queue.Enqueue((left, a, b, merge.Id), ((long)merge.Rank << 32) | (uint)left);
        }
    }
}
