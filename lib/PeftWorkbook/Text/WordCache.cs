using System.Collections.Concurrent;

namespace PeftWorkbook.Text;

/// <summary>The tokens of words met before, for any number of threads; full, it starts again.</summary>
internal sealed class WordCache
{
    private const int MaxWords = 1 << 16, MaxLength = 48;
    private readonly ConcurrentDictionary<string, PieceToken[]> _words = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PieceToken[]>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private int _count;

    internal WordCache() => _lookup = _words.GetAlternateLookup<ReadOnlySpan<char>>();

    internal PieceToken[]? Find(ReadOnlySpan<char> word) =>
        word.Length <= MaxLength && _lookup.TryGetValue(word, out var tokens) ? tokens : null;

    internal PieceToken[] Keep(ReadOnlySpan<char> word, PieceToken[] tokens)
    {
        if (word.Length <= MaxLength)
        {
            if (Interlocked.Increment(ref _count) > MaxWords)
            {
                _words.Clear();
                _count = 0;
            }

            _lookup[word] = tokens;
        }

        return tokens;
    }
}
