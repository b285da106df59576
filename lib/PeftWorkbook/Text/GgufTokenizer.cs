using PeftWorkbook.Hub;

namespace PeftWorkbook.Text;

/// <summary>Makes the tokenizer that a GGUF file describes: SentencePiece BPE (<c>llama</c>) or byte-level BPE (<c>gpt2</c>).</summary>
internal static class GgufTokenizer
{
    private const int Unknown = 2, Control = 3, UserDefined = 4;

    internal static TokenizerParts Read(GgufFile file)
    {
        var tokens = file.Value<string[]>("tokenizer.ggml.tokens") ?? throw new InvalidDataException($"'{file.Path}' holds no tokenizer.");
        var types = OfTokens(file, "tokenizer.ggml.token_type", tokens, new int[tokens.Length]);
        var added = tokens.Zip(types).Select((t, i) => (Text: t.First, Type: t.Second, Id: i))
            .Where(t => t.Type is Unknown or Control or UserDefined && t.Text.Length > 0)
            .Select(t => new AddedToken(t.Text, t.Id, t.Type != UserDefined)).ToList();
        var parts = file.Value<string>("tokenizer.ggml.model") switch
        {
            "gpt2" => ByteLevelBpe(file, tokens),
            "llama" => SentencePiece(file, tokens, types),
            var other => throw new InvalidDataException(
                $"The tokenizer '{other}' of '{file.Path}' is not known here; known are gpt2 and llama."),
        };
        return parts with
        {
            Added = added,
            Template = Template(file),
            Roles = Roles(file, tokens),
            ChatTemplate = file.Value<string>("tokenizer.chat_template")
        };
    }

    private static T[] OfTokens<T>(GgufFile file, string key, string[] tokens, T[] missing) =>
        file.Value(key, missing) is { } values && values.Length == tokens.Length && values.Length > 0
            ? values
            : throw new InvalidDataException($"'{key}' of '{file.Path}' has not one value for each of {tokens.Length} tokens.");

    private static TokenizerParts ByteLevelBpe(GgufFile file, string[] tokens)
    {
        var merges = file.Value<string[]>("tokenizer.ggml.merges")
            ?? throw new InvalidDataException($"The tokenizer of '{file.Path}' has no merges.");
        var vocabulary = tokens.Select((t, i) => KeyValuePair.Create(t, i)).ToList();
        var ids = vocabulary.DistinctBy(p => p.Key).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        var pairs = merges.Select(m => TokenizerJsonModel.Pair(System.Text.Json.Nodes.JsonValue.Create(m)));
        var words = new ByteLevelSplitter(addPrefixSpace: false, useRegex: true);
        var digits = new DelimiterSplitter(Unicode.Characters.IsNumber, DelimiterBehavior.Isolated);
        return new()
        {
            Model = new BpeModel(vocabulary, BpeMerges.FromPairs(ids, pairs, ""), new()),
            Splitter = file.Value<string>("tokenizer.ggml.pre") switch
            {
                "smollm" => new SplitterSequence([digits, words]),
                null or "default" or "gpt-2" => words,
                var other => throw new InvalidDataException(
                    $"The pre-tokenizer '{other}' of '{file.Path}' is not known here; known are smollm and gpt-2."),
            },
            Decoder = Decoders.Bytes,
        };
    }

    private static TokenizerParts SentencePiece(GgufFile file, string[] tokens, int[] types)
    {
        var scores = OfTokens(file, "tokenizer.ggml.scores", tokens, new float[tokens.Length]);
        var pieces = tokens.Zip(scores, types).Select(t => (t.First, t.Second, (PieceKind)t.Third));
        return SentencePieceLoader.Llama(
            SentencePieceFile.OfPieces(pieces, file.Value("tokenizer.ggml.add_space_prefix", true)),
            addBos: false,
            addEos: false);
    }

    private static SpecialTokenTemplate Template(GgufFile file)
    {
        TemplatePart[] Token(string key, string id, bool missing) =>
            file.Value(key, missing) && file.Value<uint?>(id) is { } value ? [new([(int)value], 0, 0)] : [];
        var isLlama = file.Value<string>("tokenizer.ggml.model") == "llama";
        var begin = Token("tokenizer.ggml.add_bos_token", "tokenizer.ggml.bos_token_id", isLlama);
        var end = Token("tokenizer.ggml.add_eos_token", "tokenizer.ggml.eos_token_id", false);
        TemplatePart[] one = [.. begin, new(null, 0, 0), .. end];
        return new(one, [.. one, .. begin, new(null, 1, 1), .. end]);
    }

    private static Dictionary<string, string> Roles(GgufFile file, string[] tokens)
    {
        Dictionary<string, string> roles = [];
        foreach (var (role, key) in new[]
            { ("bos_token", "bos"), ("eos_token", "eos"), ("unk_token", "unknown"), ("pad_token", "padding") })
        {
            if (file.Value<uint?>($"tokenizer.ggml.{key}_token_id") is { } id && id < tokens.Length)
            {
                roles[role] = tokens[id];
            }
        }

        return roles;
    }
}
