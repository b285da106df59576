using System.Text.Json;
using Golden.Tests.Harness;
using PeftWorkbook.Text;

namespace Golden.Tests.Lines;

/// <summary>Batches padded and truncated to one length, and ids decoded that no text gave.</summary>
[GoldenLine("tokenizers/batches.jsonl")]
[GoldenLine("tokenizers/decode.jsonl")]
public sealed class TokenizersBatchesLine : GoldenLine
{
    private readonly Dictionary<string, TextTokenizer> _tokenizers = [];
    private IReadOnlyList<JsonElement>? _rows;

    private IReadOnlyList<JsonElement> Rows => _rows ??= TokenizerRows.Read(Set.At(Name.Split('/')));

    public override IEnumerable<string> Discover() => Enumerable.Range(0, Rows.Count).Select(i => i.ToString());

    public override void Run(string id)
    {
        var row = Rows[int.Parse(id)];
        var name = row.GetProperty("tokenizer").GetString()!;
        if (!_tokenizers.TryGetValue(name, out var tokenizer))
        {
            _tokenizers[name] = tokenizer = TokenizerRows.Load(name, Hub);
        }

        if (row.TryGetProperty("decoded", out var decoded))
        {
            var ids = TokenizerRows.Integers(row.GetProperty("ids"));
            Assert.Equal(decoded.GetString(), tokenizer.Decode(ids, skipSpecialTokens: false));
            Assert.Equal(row.GetProperty("decoded_skip").GetString(), tokenizer.Decode(ids, skipSpecialTokens: true));
            return;
        }

        CheckBatch(row, tokenizer);
    }

    private static void CheckBatch(JsonElement row, TextTokenizer tokenizer)
    {
        var texts = row.GetProperty("texts").EnumerateArray().Select(t => t.GetString()!);
        var batch = tokenizer.WithPadding(row.GetProperty("pad_token_id").GetInt32())
            .EncodeBatch(texts, TokenizersPairsLine.Options(row.GetProperty("options")));
        Assert.Equal(row.GetProperty("input_ids").EnumerateArray().Select(TokenizerRows.Integers), batch.Select(e => e.Ids.ToList()));
        Assert.Equal(
            row.GetProperty("attention_mask").EnumerateArray().Select(TokenizerRows.Integers),
            batch.Select(e => e.AttentionMask.ToList()));
        if (row.TryGetProperty("token_type_ids", out var types))
        {
            Assert.Equal(types.EnumerateArray().Select(TokenizerRows.Integers), batch.Select(e => e.TypeIds.ToList()));
        }
    }
}
