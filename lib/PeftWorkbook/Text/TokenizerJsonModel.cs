using System.Text.Json.Nodes;

namespace PeftWorkbook.Text;

/// <summary>Reads the model of a <c>tokenizer.json</c>.</summary>
internal static class TokenizerJsonModel
{
    internal static TextModel Read(JsonObject model) => TokenizerJson.Type(model) switch
    {
        "WordPiece" => WordPiece(model),
        "BPE" => Bpe(model),
        "Unigram" => Unigram(model),
        null when model["merges"] is not null => Bpe(model),
        null when model["vocab"] is JsonArray => Unigram(model),
        null when model["continuing_subword_prefix"] is not null => WordPiece(model),
        var other => throw new InvalidDataException(
            $"The model '{other}' of the tokenizer is not known here; known are WordPiece, BPE and Unigram."),
    };

    /// <summary>Merges stand as "a b" in older files and as ["a", "b"] in newer ones.</summary>
    internal static (string Left, string Right) Pair(JsonNode? merge)
    {
        if (merge is JsonArray { Count: 2 } parts)
        {
            return ((string)parts[0]!, (string)parts[1]!);
        }

        var text = (string)merge!;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0
            ? (text[..space], text[(space + 1)..])
            : throw new InvalidDataException($"The merge '{text}' is not of two tokens.");
    }

    private static Dictionary<string, int> Vocabulary(JsonObject model) =>
        model["vocab"]!.AsObject().ToDictionary(e => e.Key, e => (int)e.Value!, StringComparer.Ordinal);

    private static WordPieceModel WordPiece(JsonObject model) => new(
        Vocabulary(model),
        (string?)model["unk_token"] ?? "[UNK]",
        (string?)model["continuing_subword_prefix"] ?? "##",
        (int?)model["max_input_chars_per_word"] ?? 100);

    private static UnigramModel Unigram(JsonObject model) => new(
        [.. model["vocab"]!.AsArray().Select(e => ((string)e![0]!, (double)e[1]!))],
        (int?)model["unk_id"] ?? throw new InvalidDataException("A Unigram model without an unknown id is not built here."),
        TokenizerJson.Flag(model, "byte_fallback"));

    private static BpeModel Bpe(JsonObject model)
    {
        var vocabulary = Vocabulary(model);
        var prefix = (string?)model["continuing_subword_prefix"] ?? "";
        var isSentencePiece = TokenizerJson.Flag(model, "byte_fallback") && vocabulary.ContainsKey("\u2581");
        var settings = new BpeSettings
        {
            Unknown = (string?)model["unk_token"],
            FuseUnknown = TokenizerJson.Flag(model, "fuse_unk"),
            ByteFallback = TokenizerJson.Flag(model, "byte_fallback"),
            IgnoreMerges = TokenizerJson.Flag(model, "ignore_merges"),
            WordStart = isSentencePiece ? BpeMerges.WordStart(vocabulary.Keys, '\u2581') : null,
            ContinuingPrefix = prefix,
            EndSuffix = (string?)model["end_of_word_suffix"] ?? "",
        };
        return new(vocabulary, BpeMerges.FromPairs(vocabulary, model["merges"]!.AsArray().Select(Pair), prefix), settings);
    }
}
