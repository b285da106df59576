namespace PeftWorkbook.Text;

/// <summary>A token of a text with its range there, in UTF-16 units.</summary>
internal readonly record struct TextToken(int Id, int Start, int End);

/// <summary>What fits together of a text or pair: the first window of each, or a later one.</summary>
internal sealed record EncodingWindow(
    List<TextToken> First, List<TextToken>? Second, bool IsFirstLater = false, bool IsSecondLater = false);

/// <summary>Shortens encoded texts and puts them into a template.</summary>
internal static class EncodingAssembly
{
    private const string TooShort = "Truncation error: Sequence to truncate too short to respect the provided max_length";

    /// <summary>The windows of a text or pair: one, or several where tokens were cut off.</summary>
    /// <exception cref="ArgumentException">The text that is to be shortened is too short for that.</exception>
    internal static List<EncodingWindow> Truncate(
        List<TextToken> first, List<TextToken>? second, int added, EncodeOptions options)
    {
        if (options.Truncation == TruncationStrategy.None || options.MaxLength is not { } most
            || first.Count + (second?.Count ?? 0) + added <= most)
        {
            return [new(first, second)];
        }

        var excess = first.Count + (second?.Count ?? 0) + added - most;
        var (keepFirst, keepSecond) = options.Truncation switch
        {
            TruncationStrategy.LongestFirst => second is null ? (first.Count - excess, 0) : Shares(first.Count, second.Count, most - added),
            TruncationStrategy.OnlyFirst => (
                first.Count > excess ? first.Count - excess : throw new ArgumentException(TooShort, nameof(options)),
                second?.Count ?? 0),
            _ when second is null || second.Count <= excess => throw new ArgumentException(TooShort, nameof(options)),
            _ => (first.Count, second.Count - excess),
        };
        var firsts = Windows(first, Math.Max(keepFirst, 0), options);
        var seconds = second is null ? null : Windows(second, Math.Max(keepSecond, 0), options);
        return Combine(firsts, seconds);
    }

    /// <summary>Cuts both to half of the room, and gives what the shorter one leaves to the longer.</summary>
    private static (int First, int Second) Shares(int first, int second, int room)
    {
        var (shorter, longer) = (Math.Min(first, second), Math.Max(first, second));
        room = Math.Max(room, 0);
        var (less, more) = shorter > room ? (room, room) : (shorter, Math.Max(shorter, room - shorter));
        if (less + more > room)
        {
            (less, more) = (room / 2, (room / 2) + (room % 2));
        }

        return first > second ? (Math.Min(more, longer), less) : (less, Math.Min(more, longer));
    }

    private static List<List<TextToken>> Windows(List<TextToken> tokens, int length, EncodeOptions options)
    {
        if (length >= tokens.Count)
        {
            return [tokens];
        }

        if (length == 0)
        {
            return [[], tokens];
        }

        if (options.Stride >= length)
        {
            throw new ArgumentException($"A stride of {options.Stride} does not move on in windows of {length} tokens.", nameof(options));
        }

        List<List<TextToken>> windows = [];
        var step = length - options.Stride;
        if (options.TruncationSide == Side.Right)
        {
            for (var from = 0; ; from += step)
            {
                var to = Math.Min(from + length, tokens.Count);
                windows.Add(tokens.GetRange(from, to - from));
                if (to == tokens.Count)
                {
                    return windows;
                }
            }
        }

        for (var to = tokens.Count; ; to -= step)
        {
            var from = Math.Max(to - length, 0);
            windows.Add(tokens.GetRange(from, to - from));
            if (from == 0)
            {
                return windows;
            }
        }
    }

    /// <summary>
    /// The first windows together, then as Hugging Face orders the rest: those of the first text, then of the second,
    /// then both.
    /// </summary>
    private static List<EncodingWindow> Combine(List<List<TextToken>> firsts, List<List<TextToken>>? seconds)
    {
        if (seconds is null)
        {
            return [.. firsts.Select((f, i) => new EncodingWindow(f, null, i > 0))];
        }

        List<EncodingWindow> windows = [new(firsts[0], seconds[0])];
        foreach (var first in firsts.Skip(1))
        {
            windows.Add(new(first, seconds[0], true));
            windows.AddRange(seconds.Skip(1).Select(s => new EncodingWindow(first, s, true, true)));
        }

        windows.AddRange(seconds.Skip(1).Select(s => new EncodingWindow(firsts[0], s, false, true)));
        return windows;
    }

    /// <summary>The encoding of texts in a template.</summary>
    internal static TextEncoding Build(SpecialTokenTemplate template, EncodingWindow window, Func<int, string> text)
    {
        List<int> ids = [], types = [], special = [];
        List<int?> sequences = [];
        List<(int, int)> offsets = [];
        foreach (var part in window.Second is null ? template.Single : template.Pair)
        {
            var tokens = part.Ids?.Select(id => new TextToken(id, 0, 0)) ?? (part.Sequence == 0 ? window.First : window.Second!);
            var isLater = part.Ids is null && (part.Sequence == 0 ? window.IsFirstLater : window.IsSecondLater);
            var type = isLater && template.LeavesLaterWindows ? part.Sequence : part.TypeId;
            foreach (var token in tokens)
            {
                ids.Add(token.Id);
                types.Add(type);
                special.Add(part.Ids is null ? 0 : 1);
                sequences.Add(part.Ids is null ? part.Sequence : null);
                offsets.Add((token.Start, token.End));
            }
        }

        return new()
        {
            Ids = ids,
            Tokens = [.. ids.Select(text)],
            Offsets = offsets,
            TypeIds = types,
            AttentionMask = [.. Enumerable.Repeat(1, ids.Count)],
            SpecialTokensMask = special,
            SequenceIds = sequences,
        };
    }
}
