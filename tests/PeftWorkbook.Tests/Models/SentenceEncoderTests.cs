using PeftWorkbook.Models;
using PeftWorkbook.Text;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Models;

public sealed class SentenceEncoderTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Texts_in_any_order_and_company_get_the_vectors_they_get_alone()
    {
        var folder = HubModel.Folder("sentence-transformers/all-MiniLM-L6-v2");
        using var model = PretrainedModel.FromPretrained(folder, new() { Task = ModelTask.Encoder });
        var encoder = new SentenceEncoder(model, TextTokenizer.Load(folder), maxLength: 24);
        string[] texts = [.. Enumerable.Range(1, 150).Select(i => string.Join(' ', Enumerable.Range(0, i * 7 % 41).Select(j => $"word{i * j}")))];
        var together = encoder.Embed(texts);
        Assert.Equal(texts.Length, together.shape[0]);
        for (var i = 0; i < texts.Length; i += 13)
        {
            var alone = encoder.Embed([texts[i]])[0];
            Assert.InRange(alone.norm().ToDouble(), 1 - 1e-5, 1 + 1e-5);
            Assert.InRange(Distance(together[i], alone), 0, 1e-5);
        }

        Assert.True(encoder.Tokenize(string.Join(' ', texts)).Count <= 24);
        Assert.Throws<ArgumentException>(() => encoder.Embed(Array.Empty<string>()));
    }
}
