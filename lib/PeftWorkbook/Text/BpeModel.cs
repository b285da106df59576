using System.Text;
using PeftWorkbook.Text.Unicode;

namespace PeftWorkbook.Text;

/// <summary>How a BPE model treats what its vocabulary lacks, and where it may cut a long piece first.</summary>
internal sealed record BpeSettings
{
    /// <summary>Stands for a character that is not in the vocabulary; where null, such characters vanish.</summary>
    internal string? Unknown { get; init; }

    /// <summary>Whether neighbours of unknown characters are one token.</summary>
    internal bool FuseUnknown { get; init; }

    /// <summary>Whether an unknown character becomes its bytes, <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>.</summary>
    internal bool ByteFallback { get; init; }

    /// <summary>Whether a piece that is in the vocabulary is taken whole, without merging.</summary>
    internal bool IgnoreMerges { get; init; }

    /// <summary>Before which character a word begins, where no token crosses it: long texts are then cut there.</summary>
    internal char? WordStart { get; init; }

    /// <summary>Stands before a character that does not begin a piece.</summary>
    internal string ContinuingPrefix { get; init; } = "";

    /// <summary>Stands after the character that ends a piece.</summary>
    internal string EndSuffix { get; init; } = "";
}

/// <summary>
/// Byte-pair encoding: characters are merged pair by pair, the pair of the best rank first and of equals the leftmost
/// (Sennrich et al. 2016, arXiv 1508.07909). With a heap a piece of n characters takes n log n steps.
/// </summary>
internal sealed class BpeModel : TextModel
{
    private readonly Dictionary<long, (int Rank, int Id)> _merges;
    private readonly BpeSettings _settings;
    private readonly int[]? _byteIds;
    private readonly WordCache _cache = new();

    /// <summary>Takes vocabulary and merges: pairs of ids, the rank of their merge, and the id it gives.</summary>
    internal BpeModel(IEnumerable<KeyValuePair<string, int>> vocabulary, Dictionary<long, (int Rank, int Id)> merges, BpeSettings settings)
        : base(vocabulary)
    {
        (_merges, _settings) = (merges, settings);
        if (settings.ByteFallback)
        {
            _byteIds = [.. Enumerable.Range(0, 256).Select(b => Id($"<0x{b:X2}>") ?? -1)];
        }
    }

    /// <summary>The key of a pair in the merges.</summary>
    internal static long Pair(int left, int right) => ((long)left << 32) | (uint)right;

    internal override void Tokenize(string piece, List<PieceToken> output)
    {
        var done = 0;
        for (var at = 0; at < piece.Length;)
        {
            var to = WordEnd(piece, at);
            var word = piece.AsSpan(at, to - at);
            var tokens = _cache.Find(word) ?? _cache.Keep(word, [.. Merge(word)]);
            foreach (var (id, from, end) in tokens)
            {
                output.Add(new(id, done + from, done + end));
            }

            done += Encoding.UTF8.GetByteCount(word);
            at = to;
        }
    }

    private int WordEnd(string piece, int at)
    {
        if (_settings.WordStart is not { } start)
        {
            return piece.Length;
        }

        // A run of starts belongs to the word that follows it.
        var to = at;
        while (to < piece.Length && piece[to] == start)
        {
            to++;
        }

        var next = piece.IndexOf(start, to);
        return next < 0 ? piece.Length : next;
    }

    private List<PieceToken> Merge(ReadOnlySpan<char> word)
    {
        if (_settings.IgnoreMerges && Lookup.TryGetValue(word, out var whole))
        {
            return [new(whole, 0, Encoding.UTF8.GetByteCount(word))];
        }

        var symbols = Symbols(word);
        if (symbols.Count > 1)
        {
            new BpeMerger(_merges, symbols).Run();
        }

        List<PieceToken> tokens = new(symbols.Count);
        var at = 0;
        foreach (var symbol in symbols)
        {
            if (symbol.Id >= 0)
            {
                tokens.Add(new(symbol.Id, at, at + symbol.Bytes));
                at += symbol.Bytes;
            }
        }

        return tokens;
    }

    /// <summary>A symbol for each character; what vanishes leaves none, so that ranges move left as in Hugging Face's.</summary>
    private List<BpeSymbol> Symbols(ReadOnlySpan<char> word)
    {
        List<BpeSymbol> symbols = new(word.Length);
        var isUnknown = false;
        for (var at = 0; at < word.Length;)
        {
            var width = char.IsHighSurrogate(word[at]) && at + 1 < word.Length ? 2 : 1;
            var character = word.Slice(at, width);
            var bytes = Characters.Utf8Length(width == 2 ? char.ConvertToUtf32(word[at], word[at + 1]) : word[at]);
            at += width;
            if (TryFind(character, isFirst: at == width, isLast: at == word.Length, out var id))
            {
                symbols.Add(new(id, bytes));
                isUnknown = false;
            }
            else if (!TryAddBytes(character, symbols) && _settings.Unknown is { } unknown && Id(unknown) is { } unknownId)
            {
                if (isUnknown && _settings.FuseUnknown)
                {
                    symbols[^1] = new(unknownId, symbols[^1].Bytes + bytes);
                }
                else
                {
                    symbols.Add(new(unknownId, bytes));
                }

                isUnknown = true;
            }
        }

        return symbols;
    }

    private bool TryFind(ReadOnlySpan<char> character, bool isFirst, bool isLast, out int id)
    {
        var (prefix, suffix) = (isFirst ? "" : _settings.ContinuingPrefix, isLast ? _settings.EndSuffix : "");
        return prefix.Length + suffix.Length == 0
            ? Lookup.TryGetValue(character, out id)
            : Lookup.TryGetValue(string.Concat(prefix, character, suffix), out id);
    }

    private bool TryAddBytes(ReadOnlySpan<char> character, List<BpeSymbol> symbols)
    {
        if (_byteIds is null)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[4];
        var count = Encoding.UTF8.GetBytes(character, bytes);
        foreach (var b in bytes[..count])
        {
            if (_byteIds[b] < 0)
            {
                return false;
            }
        }

        foreach (var b in bytes[..count])
        {
            symbols.Add(new(_byteIds[b], 1));
        }

        return true;
    }
}
