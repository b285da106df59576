using System.Text.Json;
using Golden.Tests.Harness;
using PeftWorkbook.Text;

namespace Golden.Tests.Lines;

/// <summary>One text a case: ids, tokens, ranges and decodings, all equal to the reference's.</summary>
[GoldenLine("tokenizers/bert-base-uncased.jsonl")]
[GoldenLine("tokenizers/gpt2.jsonl")]
[GoldenLine("tokenizers/roberta-base.jsonl")]
[GoldenLine("tokenizers/smollm2.jsonl")]
[GoldenLine("tokenizers/llama-2.jsonl")]
[GoldenLine("tokenizers/llama-2-hf.jsonl")]
[GoldenLine("tokenizers/stories260K.jsonl")]
[GoldenLine("tokenizers/t5-small.jsonl")]
public sealed class TokenizersLine : GoldenLine
{
    private IReadOnlyList<JsonElement>? _rows;
    private TextTokenizer? _tokenizer;

    private IReadOnlyList<JsonElement> Rows => _rows ??= TokenizerRows.Read(Set.At(Name.Split('/')));

    public override IEnumerable<string> Discover() => Enumerable.Range(0, Rows.Count).Select(i => i.ToString());

    public override void Run(string id)
    {
        var row = Rows[int.Parse(id)];
        _tokenizer ??= TokenizerRows.Load(Path.GetFileNameWithoutExtension(Name), Hub);
        var text = row.GetProperty("text").GetString()!;
        var encoding = _tokenizer.Encode(text);
        Assert.Equal(TokenizerRows.Integers(row.GetProperty("ids")), encoding.Ids);
        if (row.TryGetProperty("tokens", out var tokens))
        {
            Assert.Equal(tokens.EnumerateArray().Select(t => t.GetString()!), encoding.Tokens);
            Assert.Equal(TokenizerRows.Ranges(row.GetProperty("offsets16")), encoding.Offsets);
            Assert.Equal(TokenizerRows.Ranges(row.GetProperty("offsets")), TokenizerRows.InCodePoints(text, encoding.Offsets));
        }

        CheckDecoding(row, text, encoding.Ids);
        if (row.TryGetProperty("ids_split_special", out var split))
        {
            Assert.Equal(TokenizerRows.Integers(split), _tokenizer.Encode(text, null, new() { SplitSpecialTokens = true }).Ids);
        }
    }

    private void CheckDecoding(JsonElement row, string text, IReadOnlyList<int> ids)
    {
        string Recorded(JsonElement value) => value.ValueKind == JsonValueKind.Object
            ? row.GetProperty(value.GetProperty("same_as").GetString()!).GetString()!
            : value.GetString()!;
        Assert.NotNull(text);
        Assert.Equal(Recorded(row.GetProperty("decoded")), _tokenizer!.Decode(ids, skipSpecialTokens: false));
        Assert.Equal(Recorded(row.GetProperty("decoded_skip")), _tokenizer.Decode(ids, skipSpecialTokens: true));
        if (row.TryGetProperty("decoded_cleanup", out var cleaned))
        {
            Assert.Equal(Recorded(cleaned), _tokenizer.Decode(ids, skipSpecialTokens: true, cleanUp: true));
        }
        else if (row.GetProperty("category").GetString() != "long")
        {
            Assert.Equal(Recorded(row.GetProperty("decoded_skip")), _tokenizer.Decode(ids, skipSpecialTokens: true, cleanUp: true));
        }

        if (row.TryGetProperty("prefix", out var prefix))
        {
            Assert.Equal(
                prefix.GetProperty("decoded").GetString(),
                _tokenizer.Decode(ids.Take(prefix.GetProperty("n").GetInt32()), skipSpecialTokens: true));
        }
    }
}
