using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PeftWorkbook.Text.Unicode;

namespace PeftWorkbook.Text;

/// <summary>Reads <c>tokenizer.json</c>, the format of Hugging Face's <c>tokenizers</c> library.</summary>
internal static class TokenizerJson
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Reads the parts; roles and chat template come from the files beside it.</summary>
    /// <exception cref="InvalidDataException">The file is broken, or names a part that is not built here.</exception>
    internal static TokenizerParts Read(JsonObject json)
    {
        try
        {
            var normalizer = Normalizer(json["normalizer"]);
            var processor = new PostProcessorReader();
            processor.Read(json["post_processor"]);
            var decoder = Type(json["decoder"]) ?? "";
            return new()
            {
                Model = TokenizerJsonModel.Read(json["model"]!.AsObject()),
                Normalizer = normalizer,
                Splitter = Splitter(json["pre_tokenizer"]),
                Added = [.. (json["added_tokens"]?.AsArray() ?? []).Select(t => Added(t!))],
                Template = processor.Template,
                AdjustOffsets = processor.AdjustOffsets,
                Decoder = Decoder(json["decoder"]),
                HasCleanUp = decoder is "WordPiece" or "Metaspace",
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
            or NullReferenceException or FormatException or ArgumentException or OverflowException
            or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"The tokenizer.json cannot be read: {e.Message}", e);
        }
    }

    internal static string? Type(JsonNode? node) => (string?)node?["type"];

    internal static bool Flag(JsonNode node, string name, bool missing = false) => node[name] is { } value ? (bool)value : missing;

    private static InvalidDataException Untyped(string part) => new($"A {part} of the tokenizer has no type.");

    /// <summary>A text that must be there.</summary>
    private static string Text(JsonNode node, string name) =>
        (string?)node[name] ?? throw new InvalidDataException($"A part of the tokenizer lacks its '{name}'.");

    /// <summary>A text of one character or more.</summary>
    private static string Letter(JsonNode node, string name) =>
        Text(node, name) is { Length: > 0 } text ? text : throw new InvalidDataException($"'{name}' of a part of the tokenizer is empty.");

    private static AddedToken Added(JsonNode t) => new(
        Text(t, "content"),
        (int)t["id"]!,
        Flag(t, "special"),
        Flag(t, "lstrip"),
        Flag(t, "rstrip"),
        Flag(t, "single_word"),
        Flag(t, "normalized"));

    private static TextNormalizer? Normalizer(JsonNode? node) => Type(node) switch
    {
        null => null,
        "Sequence" => new NormalizerSequence(
            [.. node!["normalizers"]!.AsArray().Select(n => Normalizer(n) ?? throw Untyped("normalizer"))]),
        "BertNormalizer" => new BertNormalizer(
            Flag(node!, "clean_text"),
            Flag(node!, "handle_chinese_chars"),
            Flag(node!, "strip_accents", Flag(node!, "lowercase")),
            Flag(node!, "lowercase")),
        "Lowercase" => new FunctionNormalizer(t => t.Map(Characters.ToLower)),
        "StripAccents" => new FunctionNormalizer(t => t.Filter(c => !Characters.IsNonSpacingMark(c))),
        "Strip" => new StripNormalizer(Flag(node!, "strip_left"), Flag(node!, "strip_right")),
        "NFC" => new FunctionNormalizer(t => Normalization.Apply(t, false, true)),
        "NFD" => new FunctionNormalizer(t => Normalization.Apply(t, false, false)),
        "NFKC" => new FunctionNormalizer(t => Normalization.Apply(t, true, true)),
        "NFKD" => new FunctionNormalizer(t => Normalization.Apply(t, true, false)),
        "Prepend" => Prepend(Text(node!, "prepend")),
        "Replace" => new ReplaceNormalizer(Pattern(node!["pattern"]!), Text(node, "content")),
        "Precompiled" => new PrecompiledNormalizer(Convert.FromBase64String((string)node!["precompiled_charsmap"]!)),
        "ByteLevel" => new FunctionNormalizer(ByteLevel.Map),
        var other => throw new InvalidDataException($"The normalizer '{other}' of the tokenizer is not known here."),
    };

    private static FunctionNormalizer Prepend(string prefix) => new(t => t.Prepend(prefix));

    private static TextSplitter? Splitter(JsonNode? node) => Type(node) switch
    {
        null => null,
        "Sequence" => new SplitterSequence(
            [.. node!["pretokenizers"]!.AsArray().Select(n => Splitter(n) ?? throw Untyped("pre-tokenizer"))]),
        "BertPreTokenizer" => new SplitterSequence(
            [WhiteSpace(), new DelimiterSplitter(Characters.IsBertPunctuation, DelimiterBehavior.Isolated)]),
        "Whitespace" => new DelimiterSplitter(
            new Regex(@"\w+|[^\w\s]+", RegexOptions.CultureInvariant), DelimiterBehavior.Removed, invert: true),
        "WhitespaceSplit" => WhiteSpace(),
        "Punctuation" => new DelimiterSplitter(Characters.IsBertPunctuation, Behavior(node!)),
        "Digits" => new DelimiterSplitter(
            Characters.IsNumber,
            Flag(node!, "individual_digits") ? DelimiterBehavior.Isolated : DelimiterBehavior.Contiguous),
        "CharDelimiterSplit" => CharDelimiter(Letter(node!, "delimiter")[0]),
        "Split" => new DelimiterSplitter(Pattern(node!["pattern"]!), Behavior(node), Flag(node, "invert")),
        "ByteLevel" => new ByteLevelSplitter(Flag(node!, "add_prefix_space", true), Flag(node!, "use_regex", true)),
        "Metaspace" => new MetaspaceSplitter(Letter(node!, "replacement"), Scheme(node!), Flag(node!, "split", true)),
        var other => throw new InvalidDataException($"The pre-tokenizer '{other}' of the tokenizer is not known here."),
    };

    private static DelimiterSplitter WhiteSpace() => new(Characters.IsWhiteSpace, DelimiterBehavior.Removed);

    private static DelimiterSplitter CharDelimiter(char delimiter) => new(c => c == delimiter, DelimiterBehavior.Removed);

    private static DelimiterBehavior Behavior(JsonNode node) =>
        node["behavior"] is { } behavior ? Enum.Parse<DelimiterBehavior>((string)behavior!) : DelimiterBehavior.Isolated;

    /// <summary>Older files say add_prefix_space, newer ones prepend_scheme.</summary>
    private static PrependScheme Scheme(JsonNode node) => (string?)node["prepend_scheme"] switch
    {
        "first" => PrependScheme.First,
        "never" => PrependScheme.Never,
        null when !Flag(node, "add_prefix_space", true) => PrependScheme.Never,
        _ => PrependScheme.Always,
    };

    private static Regex Pattern(JsonNode pattern) => pattern["String"] is { } text
        ? new(Regex.Escape((string)text!), RegexOptions.CultureInvariant)
        : new((string)pattern["Regex"]!, RegexOptions.CultureInvariant, s_patience);

    private static TokenDecoder Decoder(JsonNode? node)
    {
        switch (Type(node))
        {
            case null: return Decoders.Spaces;
            case "Sequence":
                TokenDecoder[] parts = [.. node!["decoders"]!.AsArray().Select(Decoder)];
                return tokens => parts.Aggregate(tokens, (t, part) => part(t));
            case "WordPiece": return Decoders.WordPiece(Text(node!, "prefix"), Flag(node!, "cleanup", true));
            case "ByteLevel": return Decoders.Bytes;
            case "Metaspace": return Decoders.Metaspace(Letter(node!, "replacement"), Scheme(node!) != PrependScheme.Never);
            case "BPEDecoder": return Decoders.Suffix(Text(node!, "suffix"));
            case "ByteFallback": return Decoders.ByteFallback;
            case "Fuse": return Decoders.Fuse;
            case "Replace":
                return Decoders.Replace(
                    (string?)node!["pattern"]!["String"] ?? throw new InvalidDataException(
                        "A decoder that replaces an expression is not built here."),
                    Text(node, "content"));
            case "Strip": return Decoders.Strip(Letter(node!, "content")[0], (int)node!["start"]!, (int)node["stop"]!);
            case var other: throw new InvalidDataException($"The decoder '{other}' of the tokenizer is not known here.");
        }
    }
}
