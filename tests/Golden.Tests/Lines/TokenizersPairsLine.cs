using System.Text.Json;
using Golden.Tests.Harness;
using PeftWorkbook.Text;

namespace Golden.Tests.Lines;

/// <summary>Pairs of texts: truncation, windows, padding, masks, or the error where a text is too short.</summary>
[GoldenLine("tokenizers/bert-base-uncased_pairs.jsonl")]
[GoldenLine("tokenizers/roberta-base_pairs.jsonl")]
[GoldenLine("tokenizers/t5-small_pairs.jsonl")]
public sealed class TokenizersPairsLine : GoldenLine
{
    private IReadOnlyList<JsonElement>? _rows;
    private TextTokenizer? _tokenizer;

    private IReadOnlyList<JsonElement> Rows => _rows ??= TokenizerRows.Read(Set.At(Name.Split('/')));

    public override IEnumerable<string> Discover() => Enumerable.Range(0, Rows.Count).Select(i => i.ToString());

    public override void Run(string id)
    {
        var row = Rows[int.Parse(id)];
        _tokenizer ??= TokenizerRows.Load(Path.GetFileNameWithoutExtension(Name).Replace("_pairs", "", StringComparison.Ordinal), Hub);
        var options = Options(row.GetProperty("options"));
        var (text, pair) = (row.GetProperty("text").GetString()!, row.GetProperty("pair").GetString()!);
        if (row.TryGetProperty("error", out var error))
        {
            Assert.StartsWith(
                error.GetString()!,
                Assert.Throws<ArgumentException>(() => _tokenizer.EncodeWindows(text, pair, options)).Message,
                StringComparison.Ordinal);
            return;
        }

        var windows = _tokenizer.EncodeWindows(text, pair, options);
        var expected = row.GetProperty("windows").EnumerateArray().ToList();
        if (row.GetProperty("options").TryGetProperty("overflow", out _))
        {
            Assert.Equal(expected.Count, windows.Count);
        }

        foreach (var (window, encoding) in expected.Zip(windows))
        {
            Check(window, encoding, text, pair);
        }
    }

    /// <summary>The options by the names that transformers gives them.</summary>
    internal static EncodeOptions Options(JsonElement given) => new()
    {
        Truncation = given.TryGetProperty("truncation", out var t) ? Strategy(t) : TruncationStrategy.None,
        MaxLength = given.TryGetProperty("max_length", out var m) ? m.GetInt32() : null,
        Stride = given.TryGetProperty("stride", out var s) ? s.GetInt32() : 0,
        TruncationSide = given.TryGetProperty("truncation_side", out var ts) && ts.GetString() == "left" ? Side.Left : Side.Right,
        Padding = given.TryGetProperty("padding", out var p) ? Padding(p) : PaddingStrategy.None,
        PadToMultipleOf = given.TryGetProperty("pad_to_multiple_of", out var n) ? n.GetInt32() : null,
        PaddingSide = given.TryGetProperty("padding_side", out var ps) && ps.GetString() == "left" ? Side.Left : Side.Right,
    };

    private static TruncationStrategy Strategy(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => TruncationStrategy.LongestFirst,
        JsonValueKind.False => TruncationStrategy.None,
        _ => Enum.Parse<TruncationStrategy>(value.GetString()!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
    };

    private static PaddingStrategy Padding(JsonElement value) => value.ValueKind == JsonValueKind.False
        ? PaddingStrategy.None
        : Enum.Parse<PaddingStrategy>(value.GetString()!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    private static void Check(JsonElement expected, TextEncoding actual, string text, string pair)
    {
        Assert.Equal(TokenizerRows.Integers(expected.GetProperty("ids")), actual.Ids);
        Assert.Equal(TokenizerRows.Integers(expected.GetProperty("token_type_ids")), actual.TypeIds);
        Assert.Equal(TokenizerRows.Integers(expected.GetProperty("attention_mask")), actual.AttentionMask);
        Assert.Equal(TokenizerRows.Integers(expected.GetProperty("special_tokens_mask")), actual.SpecialTokensMask);
        Assert.Equal(
            expected.GetProperty("sequence_ids").EnumerateArray()
                .Select(v => v.ValueKind == JsonValueKind.Null ? (int?)null : v.GetInt32()),
            actual.SequenceIds);
        Assert.Equal(TokenizerRows.Ranges(expected.GetProperty("offsets16")), actual.Offsets);
        var points = actual.Offsets.Select((range, i) => TokenizerRows.InCodePoints(actual.SequenceIds[i] == 1 ? pair : text, [range])[0]);
        Assert.Equal(TokenizerRows.Ranges(expected.GetProperty("offsets")), points);
    }
}
