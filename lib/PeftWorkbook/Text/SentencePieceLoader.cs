using System.Text;
using PeftWorkbook.Text.Unicode;

namespace PeftWorkbook.Text;

/// <summary>Makes tokenizers of SentencePiece models, in SentencePiece's manner and in Hugging Face's for Llama.</summary>
internal static class SentencePieceLoader
{
    private const string Space = "\u2581";

    /// <summary>As SentencePiece itself: no special tokens, and text that looks like one is text.</summary>
    internal static TokenizerParts Exact(SentencePieceFile file)
    {
        var user = file.Pieces.Select((p, i) => (p.Piece, p.Kind, Id: i)).Where(p => p.Kind == PieceKind.UserDefined);
        return new()
        {
            Model = Model(file),
            Normalizer = Normalizer(file, t => t.PrependEmpty(Space)),
            Added = [.. user.Select(u => new AddedToken(u.Piece, u.Id, Special: false))],
            Decoder = Decoder(file),
            AdjustOffsets = BytesAtTheLast,
            Roles = Roles(file),
        };
    }

    /// <summary>As Hugging Face's tokenizer.json of Llama 2: special tokens are found in the text, and BOS goes before it.</summary>
    internal static TokenizerParts Llama(SentencePieceFile file, bool addBos, bool addEos)
    {
        var added = file.Pieces.Select((p, i) => (p.Piece, p.Kind, Id: i))
            .Where(p => p.Kind is PieceKind.Control or PieceKind.Unknown or PieceKind.UserDefined)
            .Select(p => new AddedToken(p.Piece, p.Id, p.Kind != PieceKind.UserDefined)).ToList();
        var roles = Roles(file);
        TemplatePart[] Around(int sequence) =>
        [
            .. Special("bos_token", addBos, sequence),
            new(null, sequence, sequence),
            .. Special("eos_token", addEos, sequence),
        ];
        IEnumerable<TemplatePart> Special(string role, bool wanted, int type) =>
            wanted && roles.TryGetValue(role, out var token) && added.Find(a => a.Content == token) is { } found
                ? [new([found.Id], 0, type)]
                : [];
        return new()
        {
            Model = Model(file),
            Normalizer = Normalizer(file, t => t.Prepend(Space)),
            Added = added,
            Template = new(Around(0), [.. Around(0), .. Around(1)]),
            Decoder = tokens => Decoders.Strip(' ', file.AddDummyPrefix ? 1 : 0, 0)(
                Decoders.Fuse(Decoders.ByteFallback(Decoders.Replace(Space, " ")(tokens)))),
            Roles = roles,
        };
    }

    /// <summary>The vocabulary of llama2.c (run.c): scores and strings, where a space is a space.</summary>
    /// <exception cref="InvalidDataException">The file is cut short.</exception>
    internal static TokenizerParts Llama2c(ReadOnlySpan<byte> bytes)
    {
        List<(string Piece, float Score)> pieces = [];
        for (var at = 4; at + 8 <= bytes.Length;)
        {
            var (score, length) = (BitConverter.ToSingle(bytes[at..]), BitConverter.ToInt32(bytes[(at + 4)..]));
            if (length < 0 || length > bytes.Length - at - 8)
            {
                throw new InvalidDataException($"The tokenizer of llama2.c is cut short at token {pieces.Count}.");
            }

            pieces.Add((Encoding.UTF8.GetString(bytes.Slice(at + 8, length)), score));
            at += 8 + length;
        }

        if (pieces.Count < 259)
        {
            throw new InvalidDataException($"A tokenizer of llama2.c has 259 tokens or more; this file has {pieces.Count}.");
        }

        var vocabulary = pieces.Select((p, i) => KeyValuePair.Create(p.Piece, i)).ToList();
        var settings = new BpeSettings { ByteFallback = true, WordStart = BpeMerges.WordStart(pieces.Skip(259).Select(p => p.Piece), ' ') };
        var (begin, end) = (pieces[1].Piece, pieces[2].Piece);
        return new()
        {
            Model = new BpeModel(vocabulary, BpeMerges.FromScores(pieces.Select((p, i) => (p.Piece, i, p.Score)).Skip(259)), settings),
            Normalizer = new FunctionNormalizer(t => t.PrependEmpty(" ")),
            Template = new([new([1], 0, 0), new(null, 0, 0)], [new([1], 0, 0), new(null, 0, 0), new(null, 1, 1)]),
            Decoder = tokens => [Encoding.UTF8.GetString([.. AfterBegin(tokens, begin, end).SelectMany(
                t => Decoders.ByteOf(t) is { } b ? [b] : Encoding.UTF8.GetBytes(t))])],
            Roles = new Dictionary<string, string> { ["bos_token"] = begin, ["eos_token"] = end, ["unk_token"] = pieces[0].Piece },
        };
    }

    // run.c prints neither of the two, and drops the space of the piece that follows BOS.
    private static List<string> AfterBegin(List<string> tokens, string begin, string end)
    {
        List<string> kept = [];
        for (var i = 0; i < tokens.Count; i++)
        {
            var follows = i > 0 && tokens[i - 1] == begin;
            if (tokens[i] != begin && tokens[i] != end)
            {
                kept.Add(follows && tokens[i].StartsWith(' ') ? tokens[i][1..] : tokens[i]);
            }
        }

        return kept;
    }

    private static TextModel Model(SentencePieceFile file)
    {
        if (!file.IsBpe)
        {
            return new UnigramModel([.. file.Pieces.Select(p => (p.Piece, (double)p.Score))], file.UnknownId, file.ByteFallback);
        }

        var normal = file.Pieces
            .Select((p, i) => (p.Piece, i, p.Score, p.Kind))
            .Where(p => p.Kind is PieceKind.Normal or PieceKind.UserDefined)
            .ToList();
        var settings = new BpeSettings
        {
            Unknown = file.Pieces[file.UnknownId].Piece,
            FuseUnknown = true,
            ByteFallback = file.ByteFallback,
            WordStart = file.ByteFallback ? BpeMerges.WordStart(normal.Select(p => p.Piece), Space[0]) : null,
        };
        var merges = BpeMerges.FromScores(normal.Select(p => (p.Piece, p.i, p.Score)));
        return new BpeModel(file.Pieces.Select((p, i) => KeyValuePair.Create(p.Piece, i)), merges, settings);
    }

    private static TextNormalizer Normalizer(SentencePieceFile file, Func<AlignedText, AlignedText> prepend)
    {
        List<TextNormalizer> parts = [];
        if (file.CharacterMap.Length > 0)
        {
            parts.Add(new PrecompiledNormalizer(file.CharacterMap));
        }

        if (file.RemoveExtraWhitespace)
        {
            parts.Add(new StripNormalizer(true, true));
            parts.Add(new ReplaceNormalizer(new System.Text.RegularExpressions.Regex(" {2,}"), " "));
        }

        if (file.AddDummyPrefix)
        {
            parts.Add(new FunctionNormalizer(prepend));
        }

        if (file.EscapeWhitespace)
        {
            parts.Add(new FunctionNormalizer(t => t.Map(c => c == ' ' ? [Space[0]] : null)));
        }

        return new NormalizerSequence(parts);
    }

    /// <summary>SentencePiece gives the range of a character in bytes to the last of them; the others are empty.</summary>
    private static void BytesAtTheLast(List<TextToken> tokens, Func<TextToken, string> text)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            var (token, next) = (tokens[i], tokens[i + 1]);
            if (token.End > token.Start && next.Start == token.Start && next.End == token.End && Decoders.ByteOf(text(token)) is not null)
            {
                tokens[i] = token with { End = token.Start };
            }
        }
    }

    private static TokenDecoder Decoder(SentencePieceFile file)
    {
        var hidden = file.Pieces.Where(p => p.Kind == PieceKind.Control).Select(p => p.Piece).ToHashSet();
        var unknown = file.Pieces[file.UnknownId].Piece;
        return tokens =>
        {
            var text = new StringBuilder();
            List<byte> bytes = [];
            var hasDropped = false;
            foreach (var token in tokens)
            {
                if (Decoders.ByteOf(token) is { } b)
                {
                    bytes.Add(b);
                    continue;
                }

                text.Append(Utf8.DecodeEach(bytes));
                bytes.Clear();
                var drops = !hasDropped && text.Length == 0 && file.AddDummyPrefix && token.StartsWith(Space, StringComparison.Ordinal);
                hasDropped |= drops;
                text.Append(hidden.Contains(token)
                    ? ""
                    : token == unknown
                        ? " \u2047 "
                        : token[(drops ? 1 : 0)..].Replace(Space, " ", StringComparison.Ordinal));
            }

            return [text.Append(Utf8.DecodeEach(bytes)).ToString()];
        };
    }

    private static Dictionary<string, string> Roles(SentencePieceFile file)
    {
        var names = new (string Role, string Piece)[]
        {
            ("bos_token", "<s>"),
            ("eos_token", "</s>"),
            ("unk_token", "<unk>"),
            ("pad_token", "<pad>"),
        };
        return names.Where(n => file.Pieces.Exists(p => p.Piece == n.Piece)).ToDictionary(n => n.Role, n => n.Piece);
    }
}
