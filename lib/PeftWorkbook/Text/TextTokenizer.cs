using System.Buffers;
using Microsoft.ML.Tokenizers;

namespace PeftWorkbook.Text;

/// <summary>
/// A tokenizer as a Hugging Face folder describes it: normalizer, splitter, model, special tokens, decoder. Ids, ranges and
/// decodings equal those of Hugging Face's <c>tokenizers</c>. It is a <see cref="Tokenizer"/>, so that whatever takes one takes it;
/// the base's methods add no special tokens, those here do. Instances hold no changing state and serve any number of threads.
/// </summary>
public sealed partial class TextTokenizer : Tokenizer
{
    private readonly TokenizerParts _parts;
    private readonly AddedTokens _added;

    internal TextTokenizer(TokenizerParts parts)
    {
        _parts = parts;
        _added = new(parts.Added, parts.Normalizer);
        VocabularySize = Math.Max(parts.Model.Size, parts.Added.Select(t => t.Id + 1).DefaultIfEmpty().Max());
    }

    /// <summary>One more than the largest id.</summary>
    public int VocabularySize { get; }

    /// <summary>The tokens that are found in a text before anything splits it, special ones among them.</summary>
    public IReadOnlyList<AddedToken> AddedTokens => _added.All;

    /// <summary>
    /// The special tokens by their roles: <c>bos_token</c>, <c>eos_token</c>, <c>unk_token</c>, <c>sep_token</c>,
    /// <c>pad_token</c>, <c>cls_token</c>, <c>mask_token</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> SpecialTokens => _parts.Roles;

    /// <summary>The template that <see cref="ApplyChatTemplate"/> renders (Jinja), or null.</summary>
    public string? ChatTemplate => _parts.ChatTemplate;

    /// <summary>The id that fills up short texts, or null.</summary>
    public int? PadId => IdOf("pad_token");

    /// <summary>The id that begins a text, or null.</summary>
    public int? BosId => IdOf("bos_token");

    /// <summary>The id that ends a text, or null.</summary>
    public int? EosId => IdOf("eos_token");

    /// <summary>The id of a masked token, or null.</summary>
    public int? MaskId => IdOf("mask_token");

    /// <summary>The id of a token's exact text, or null.</summary>
    public int? TokenToId(string token) => _added.All.FirstOrDefault(t => t.Content == token)?.Id ?? _parts.Model.Id(token);

    /// <summary>The text of an id in the vocabulary, or null.</summary>
    public string? IdToToken(int id) => _added.Find(id)?.Content ?? _parts.Model.Token(id);

    /// <summary>Whether decoding may skip an id.</summary>
    internal bool IsSpecial(int id) => _added.Find(id) is { Special: true };

    /// <summary>The same tokenizer with another padding token, for models that have none of their own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    public TextTokenizer WithPadding(int id)
    {
        var token = IdToToken(id) ?? throw new ArgumentOutOfRangeException(nameof(id), id, "This id is not in the vocabulary.");
        return new(_parts with { Roles = new Dictionary<string, string>(_parts.Roles) { ["pad_token"] = token } });
    }

    /// <summary>
    /// Encodes a text, or a pair, cut to its first window where it is too long. An empty second text is none, as in
    /// transformers.
    /// </summary>
    /// <exception cref="ArgumentException">Truncation cannot make it short enough.</exception>
    public TextEncoding Encode(string text, string? pair = null, EncodeOptions? options = null) => EncodeWindows(text, pair, options)[0];

    /// <summary>Encodes a text, or a pair, to all windows that it takes.</summary>
    /// <exception cref="ArgumentException">Truncation cannot make it short enough.</exception>
    public IReadOnlyList<TextEncoding> EncodeWindows(string text, string? pair = null, EncodeOptions? options = null) =>
        EncodingPadding.Pad(Windows(text, pair, options ??= new()), options, Padding);

    /// <summary>Encodes several texts to one length, where the options ask for that; of each the first window.</summary>
    /// <exception cref="ArgumentException">Truncation cannot make one short enough.</exception>
    public IReadOnlyList<TextEncoding> EncodeBatch(IEnumerable<string> texts, EncodeOptions? options = null) =>
        EncodingPadding.Pad([.. texts.Select(t => Windows(t, null, options ??= new())[0])], options ?? new(), Padding);

    /// <summary>Encodes several pairs to one length, where the options ask for that; of each the first window.</summary>
    /// <exception cref="ArgumentException">Truncation cannot make one short enough.</exception>
    public IReadOnlyList<TextEncoding> EncodeBatch(IEnumerable<(string First, string Second)> pairs, EncodeOptions? options = null) =>
        EncodingPadding.Pad([.. pairs.Select(p => Windows(p.First, p.Second, options ??= new())[0])], options ?? new(), Padding);

    /// <summary>Turns ids into text.</summary>
    /// <param name="ids">The ids; unknown ones are left out.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out.</param>
    /// <param name="cleanUp">Whether spaces before punctuation are taken away.</param>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens, bool cleanUp = false)
    {
        ArgumentNullException.ThrowIfNull(ids);
        List<string> tokens = [];
        foreach (var id in ids)
        {
            if (IdToToken(id) is { } token && !(skipSpecialTokens && IsSpecial(id)))
            {
                tokens.Add(token);
            }
        }

        var text = string.Concat(_parts.Decoder(tokens));
        return cleanUp && _parts.HasCleanUp ? Decoders.CleanUp(text) : text;
    }

    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids) => Decode(ids, skipSpecialTokens: false);

    /// <inheritdoc/>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        (idsConsumed, charsWritten) = (0, 0);
        var given = ids.ToList();
        if (given.Exists(id => IdToToken(id) is null))
        {
            return OperationStatus.InvalidData;
        }

        var text = Decode(given, skipSpecialTokens: false);
        if (text.Length > destination.Length)
        {
            return OperationStatus.DestinationTooSmall;
        }

        text.CopyTo(destination);
        (idsConsumed, charsWritten) = (given.Count, text.Length);
        return OperationStatus.Done;
    }

    /// <inheritdoc/>
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        text ??= textSpan.ToString();
        var tokens = Tokens(text, skipSpecial: false, settings.ConsiderNormalization, settings.ConsiderPreTokenization);
        var kept = tokens.Count > settings.MaxTokenCount ? tokens.GetRange(0, settings.MaxTokenCount) : tokens;
        return new()
        {
            Tokens = [.. kept.Select(t => new EncodedToken(t.Id, IdToToken(t.Id)!, t.Start..t.End))],
            CharsConsumed = kept.Count < tokens.Count ? kept[^1].End : text.Length,
        };
    }

    private (int Id, int TypeId, string Token)? Padding => PadId is { } id ? (id, 0, IdToToken(id)!) : null;

    private int? IdOf(string role) => _parts.Roles.TryGetValue(role, out var token) ? TokenToId(token) : null;

    private List<TextEncoding> Windows(string text, string? pair, EncodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        pair = string.IsNullOrEmpty(pair) ? null : pair;
        var template = options.AddSpecialTokens ? _parts.Template : SpecialTokenTemplate.None;
        var first = Tokens(text, options.SplitSpecialTokens);
        var second = pair is null ? null : Tokens(pair, options.SplitSpecialTokens);
        return [.. EncodingAssembly.Truncate(first, second, template.Added(pair is not null), options)
            .Select(w => EncodingAssembly.Build(template, w, id => IdToToken(id)!))];
    }

    /// <summary>The tokens of a text without special ones around it.</summary>
    private List<TextToken> Tokens(string text, bool skipSpecial, bool normalize = true, bool split = true)
    {
        List<TextToken> tokens = [];
        foreach (var (part, token) in _added.Cut(AlignedText.Of(text, 0, text.Length), isNormalized: false, skipSpecial))
        {
            if (token is not null)
            {
                tokens.Add(new(token.Id, part.Starts[0], part.Ends[^1]));
                continue;
            }

            var normalized = normalize && _parts.Normalizer is { } normalizer ? normalizer.Apply(part) : part;
            foreach (var (rest, found) in _added.Cut(normalized, isNormalized: true, skipSpecial))
            {
                if (found is not null)
                {
                    tokens.Add(new(found.Id, rest.Starts[0], rest.Ends[^1]));
                }
                else
                {
                    AddPieces(rest, split, tokens);
                }
            }
        }

        _parts.AdjustOffsets?.Invoke(tokens, t => _added.Find(t.Id) is null ? IdToToken(t.Id)! : text[t.Start..t.End]);
        return tokens;
    }

    private void AddPieces(AlignedText text, bool split, List<TextToken> tokens)
    {
        List<PieceToken> found = [];
        foreach (var piece in split && _parts.Splitter is { } splitter ? splitter.Split(text) : [text])
        {
            if (piece.Length > 0)
            {
                found.Clear();
                _parts.Model.Tokenize(piece.ToString(), found);
                AddTokens(piece, found, tokens);
            }
        }
    }

    /// <summary>From bytes of the piece to units of the text; one pass, for tokens follow one another.</summary>
    private static void AddTokens(AlignedText piece, List<PieceToken> found, List<TextToken> tokens)
    {
        var (point, bytes) = (0, 0);
        foreach (var token in found)
        {
            var first = At(token.From);
            var last = At(Math.Max(token.To - 1, token.From));
            tokens.Add(new(token.Id, piece.Starts[first], piece.Ends[last]));
        }

        int At(int target)
        {
            while (point + 1 < piece.Length && bytes + Unicode.Characters.Utf8Length(piece.Points[point]) <= target)
            {
                bytes += Unicode.Characters.Utf8Length(piece.Points[point++]);
            }

            return point;
        }
    }
}
