using PeftWorkbook.Hub;
using PeftWorkbook.Text;

namespace PeftWorkbook.Tests.Hub;

/// <summary>GGUF files of the hub as models: names, shapes, settings, tokenizer.</summary>
public sealed class GgufCheckpointTests
{
    public static IEnumerable<TheoryDataRow<string>> Files()
    {
        var hub = Environment.GetEnvironmentVariable("WORKBOOK_HUB") is { Length: > 0 } given ? given : Beside();
        string[] files = hub is null ? [] : Directory.GetFiles(hub, "*.gguf", SearchOption.AllDirectories);
        return files.Length == 0
            ? [new TheoryDataRow<string>("") { Skip = "No GGUF file in the hub: set WORKBOOK_HUB." }]
            : [.. files.Select(f => new TheoryDataRow<string>(f))];
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Holds_settings_weights_and_tokenizer_that_agree(string path)
    {
        using var source = new GgufCheckpoint(GgufFile.Open(path));
        using var file = GgufFile.Open(path);
        var config = GgufConfig.Read(file);
        var (hidden, layers) = (config.Get<long>("hidden_size"), config.Get<int>("num_hidden_layers"));
        Assert.Equal([config.Get<long>("vocab_size"), hidden], source.Shapes["model.embed_tokens.weight"]);
        Assert.All(
            Enumerable.Range(0, layers),
            n => Assert.Equal([hidden, hidden], source.Shapes[$"model.layers.{n}.self_attn.q_proj.weight"]));
        Assert.DoesNotContain(
            source.Shapes.Keys,
            n => n.Contains("blk", StringComparison.Ordinal)
                || n.Contains("attn_", StringComparison.Ordinal) && !n.Contains("self_attn", StringComparison.Ordinal));
        var (own, beside) = (TextTokenizer.FromGguf(file), TextTokenizer.Load(Path.GetDirectoryName(path)!));
        const string Text = "In 2024 the answer was <|im_start|> 1,234 — naïve 日本 🙂!";
        Assert.Equal(beside.Encode(Text).Ids, own.Encode(Text).Ids);
        Assert.Equal(beside.ChatTemplate, own.ChatTemplate);
    }

    private static string? Beside()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (Directory.Exists(Path.Combine(at.FullName, "shared", "hub")))
            {
                return Path.Combine(at.FullName, "shared", "hub");
            }
        }

        return null;
    }
}
