using System.Text.Json.Nodes;
using PeftWorkbook.Text.Unicode;

namespace PeftWorkbook.Text;

/// <summary>Tokenizers that older folders describe by vocabulary alone: their pipeline is known from the model's family.</summary>
internal static class ClassicTokenizers
{
    /// <summary>BERT's WordPiece of a <c>vocab.txt</c>: a token a line, its number its id.</summary>
    /// <exception cref="InvalidDataException">A special token is missing.</exception>
    internal static TokenizerParts Bert(IEnumerable<string> lines, bool lowerCase)
    {
        var vocabulary = lines.Select((line, id) => KeyValuePair.Create(line.TrimEnd('\r'), id)).ToList();
        var model = new WordPieceModel(vocabulary, "[UNK]", "##", 100);
        AddedToken[] added = [.. new[] { "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]" }.Select(t => new AddedToken(t, Needed(model, t)))];
        return new()
        {
            Model = model,
            Normalizer = new BertNormalizer(clean: true, spaceChinese: true, stripAccents: lowerCase, lowerCase),
            Splitter = new SplitterSequence(
            [
                new DelimiterSplitter(Characters.IsWhiteSpace, DelimiterBehavior.Removed),
                new DelimiterSplitter(Characters.IsBertPunctuation, DelimiterBehavior.Isolated),
            ]),
            Added = added,
            Template = PostProcessorReader.Bert(Needed(model, "[CLS]"), Needed(model, "[SEP]")),
            Decoder = Decoders.WordPiece("##", cleanUp: true),
            Roles = CommonRoles(added),
            HasCleanUp = true,
        };
    }

    /// <summary>
    /// Byte-level BPE of a <c>vocab.json</c> and a <c>merges.txt</c>: RoBERTa's where it has a <c>&lt;mask&gt;</c>,
    /// else GPT-2's.
    /// </summary>
    /// <exception cref="InvalidDataException">A merge is of unknown tokens.</exception>
    internal static TokenizerParts ByteLevelBpe(JsonObject vocab, IEnumerable<string> mergeLines)
    {
        var vocabulary = vocab.ToDictionary(e => e.Key, e => (int)e.Value!, StringComparer.Ordinal);
        var pairs = mergeLines
            .Where(l => l.Length > 0 && !l.StartsWith("#version", StringComparison.Ordinal))
            .Select(l => TokenizerJsonModel.Pair(JsonValue.Create(l)));
        var model = new BpeModel(vocabulary, BpeMerges.FromPairs(vocabulary, pairs, ""), new());
        var parts = new TokenizerParts
        {
            Model = model,
            Splitter = new ByteLevelSplitter(addPrefixSpace: false, useRegex: true),
            Decoder = Decoders.Bytes,
        };
        return vocabulary.ContainsKey("<mask>") ? Roberta(parts) : Gpt2(parts);
    }

    /// <summary>Roles of special tokens that carry the names everyone gives them.</summary>
    internal static Dictionary<string, string> CommonRoles(IEnumerable<AddedToken> added)
    {
        Dictionary<string, string> roles = [];
        foreach (var token in added.Where(t => t.Special))
        {
            var role = token.Content switch
            {
                "[PAD]" or "<pad>" => "pad_token",
                "[UNK]" or "<unk>" => "unk_token",
                "[CLS]" => "cls_token",
                "[SEP]" => "sep_token",
                "[MASK]" or "<mask>" => "mask_token",
                "<s>" => "bos_token",
                "</s>" => "eos_token",
                _ => null,
            };
            if (role is not null)
            {
                roles[role] = token.Content;
            }
        }

        return roles;
    }

    private static TokenizerParts Roberta(TokenizerParts parts)
    {
        AddedToken[] added =
        [
            .. new[] { "<s>", "<pad>", "</s>", "<unk>" }.Select(t => new AddedToken(t, Needed(parts.Model, t))),
            new("<mask>", Needed(parts.Model, "<mask>"), StripLeft: true),
        ];
        var roles = CommonRoles(added);
        (roles["cls_token"], roles["sep_token"]) = ("<s>", "</s>");
        return parts with
        {
            Added = added,
            Template = PostProcessorReader.Roberta(Needed(parts.Model, "<s>"), Needed(parts.Model, "</s>")),
            AdjustOffsets = PostProcessorReader.Trimming(addPrefixSpace: false),
            Roles = roles,
        };
    }

    private static TokenizerParts Gpt2(TokenizerParts parts)
    {
        const string End = "<|endoftext|>";
        return parts.Model.Id(End) is not { } id ? parts : parts with
        {
            Added = [new(End, id)],
            Roles = new Dictionary<string, string> { ["bos_token"] = End, ["eos_token"] = End, ["unk_token"] = End },
        };
    }

    private static int Needed(TextModel model, string token) =>
        model.Id(token) ?? throw new InvalidDataException($"The vocabulary lacks the token '{token}'.");
}
