using System.Text.Json;
using Golden.Tests.Harness;
using PeftWorkbook.Text;

namespace Golden.Tests.Lines;

/// <summary>Chats rendered by the model's template, their ids and decodings.</summary>
[GoldenLine("tokenizers/smollm2_chat.jsonl")]
public sealed class TokenizersChatLine : GoldenLine
{
    private IReadOnlyList<JsonElement>? _rows;
    private TextTokenizer? _tokenizer;

    private IReadOnlyList<JsonElement> Rows => _rows ??= TokenizerRows.Read(Set.At(Name.Split('/')));

    public override IEnumerable<string> Discover() => Enumerable.Range(0, Rows.Count).Select(i => i.ToString());

    public override void Run(string id)
    {
        var row = Rows[int.Parse(id)];
        _tokenizer ??= TokenizerRows.Load("smollm2", Hub);
        var messages = row.GetProperty("messages").EnumerateArray()
            .Select(m => new ChatTurn(m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!));
        var rendered = _tokenizer.ApplyChatTemplate(messages, row.GetProperty("add_generation_prompt").GetBoolean());
        Assert.Equal(row.GetProperty("rendered").GetString(), rendered);
        var ids = _tokenizer.Encode(rendered, null, new() { AddSpecialTokens = false }).Ids;
        Assert.Equal(TokenizerRows.Integers(row.GetProperty("ids")), ids);
        Assert.Equal(row.GetProperty("decoded").GetString(), _tokenizer.Decode(ids, skipSpecialTokens: false));
        Assert.Equal(row.GetProperty("decoded_skip").GetString(), _tokenizer.Decode(ids, skipSpecialTokens: true));
    }
}
