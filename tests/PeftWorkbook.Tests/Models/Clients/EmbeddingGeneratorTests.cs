using Microsoft.Extensions.AI;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Clients;
using PeftWorkbook.Text;
using TorchSharp;

namespace PeftWorkbook.Tests.Models.Clients;

public sealed class EmbeddingGeneratorTests : IDisposable
{
    private const string Id = "workbook/tiny-bert";

    private readonly PretrainedModel _model = PretrainedModel.FromPretrained(Id, new() { Task = ModelTask.Encoder });
    private readonly TextTokenizer _tokenizer = TextTokenizer.Load(Id);
    private readonly string[] _texts =
        [.. Enumerable.Range(0, 23).Select(i => string.Join(' ', Enumerable.Repeat($"word {i} and more", 1 + i * 7 % 11)))];

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Batches_change_neither_order_nor_values()
    {
        var alone = new List<float[]>();
        using var one = Generator(SentencePoolings.Mean);
        foreach (var text in _texts)
        {
            alone.Add((await one.GenerateAsync([text], null, TestContext.Current.CancellationToken))[0].Vector.ToArray());
        }

        foreach (var batch in new[] { 1, 4, 32 })
        {
            using var generator = new EmbeddingGenerator(_model, _tokenizer, SentencePoolings.Mean, 32) { BatchSize = batch };
            var vectors = await generator.GenerateAsync(_texts, null, TestContext.Current.CancellationToken);
            Assert.Equal(_texts.Length, vectors.Count);
            for (var i = 0; i < _texts.Length; i++)
            {
                AssertNear(alone[i], vectors[i].Vector.Span);
            }
        }
    }

    [Theory]
    [InlineData(PoolingMode.FirstToken)]
    [InlineData(PoolingMode.Max)]
    [InlineData(PoolingMode.Mean)]
    [InlineData(PoolingMode.MeanSquareRootLength)]
    public void Pooling_leaves_padding_out(PoolingMode mode)
    {
        using var scope = torch.NewDisposeScope();
        var hidden = torch.tensor(new[] { 1f, -2, 3, -4, 90, 99 }, [1, 3, 2]);
        var pooled = new SentencePooling([mode], false).Apply(hidden, torch.tensor(new long[] { 1, 1, 0 }, [1, 3])).data<float>().ToArray();
        AssertNear(
            mode switch
            {
                PoolingMode.FirstToken => [1, -2],
                PoolingMode.Max => [3, -2],
                PoolingMode.Mean => [2, -3],
                _ => [4 / MathF.Sqrt(2), -6 / MathF.Sqrt(2)],
            },
            pooled);
        var both = new SentencePooling([mode, PoolingMode.FirstToken], true).Apply(hidden, null);
        Assert.Equal([1, 4], both.shape);
        Assert.Equal(1, both.norm().ToDouble(), 5);
    }

    [Fact]
    public async Task A_long_text_is_cut_and_tokens_are_counted()
    {
        using var generator = Generator(SentencePoolings.Normalized);
        string[] texts = [string.Concat(Enumerable.Repeat("word ", 100)), "a"];
        var vectors = await generator.GenerateAsync(texts, null, TestContext.Current.CancellationToken);
        Assert.Equal(generator.MaxLength + _tokenizer.Encode("a").Count, vectors.Usage!.InputTokenCount);
        Assert.All(vectors, v => Assert.Equal(1, Math.Sqrt(v.Vector.ToArray().Sum(x => x * (double)x)), 4));
        Assert.Empty(await generator.GenerateAsync([], null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused()
    {
        using var generator = Generator(SentencePoolings.Mean);
        var width = (await generator.GenerateAsync(["a"], null, TestContext.Current.CancellationToken))[0].Vector.Length;
        Assert.Equal(width, generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelDimensions);
        Assert.Single(await generator.GenerateAsync(["a"], new() { Dimensions = width }, TestContext.Current.CancellationToken));
        foreach (var foreign in new EmbeddingGenerationOptions[] { new() { Dimensions = width - 1 }, new() { ModelId = "other" } })
        {
            await Assert.ThrowsAsync<NotSupportedException>(
                () => generator.GenerateAsync(["a"], foreign, TestContext.Current.CancellationToken));
        }

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync(["a"], null, cancelled.Token));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_call()
    {
        using var generator = Generator(SentencePoolings.Mean);
        await generator.GenerateAsync(_texts, null, TestContext.Current.CancellationToken);
        var before = LiveTensors.Settled();
        await generator.GenerateAsync(_texts, null, TestContext.Current.CancellationToken);
        Assert.True(torch.Tensor.TotalCount <= before);
    }

    [Fact]
    public void A_folder_says_how_vectors_are_made()
    {
        var folder = Directory.CreateTempSubdirectory("pooling-").FullName;
        try
        {
            Assert.Equal(new { Mode = PoolingMode.Mean, Normalize = false }, Read());
            Write("modules.json", """
                [{"path": "", "type": "a.Transformer"}, {"path": "1_Pooling", "type": "a.Pooling"},
                 {"path": "2_Normalize", "type": "a.Normalize"}]
                """);
            Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
            Write("1_Pooling/config.json", """{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}""");
            Assert.Equal(new { Mode = PoolingMode.FirstToken, Normalize = true }, Read());
            Write("1_Pooling/config.json", """{"pooling_mode_lasttoken": true}""");
            Assert.Throws<NotSupportedException>(Read);
            Write("modules.json", """[{"path": "../..", "type": "a.Pooling"}]""");
            Assert.Throws<InvalidDataException>(Read);
            Write("modules.json", """[{"path": "2_Dense", "type": "a.Dense"}]""");
            Assert.Throws<NotSupportedException>(Read);
            Write("modules.json", """{"path": 3}""");
            Assert.Throws<InvalidDataException>(Read);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
        object Read() => SentencePooling.Read(folder) is var p ? new { Mode = p.Modes.Single(), p.Normalize } : null!;
    }

    private static void AssertNear(float[] expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-4);
        }
    }

    private EmbeddingGenerator Generator(SentencePooling pooling) => new(_model, _tokenizer, pooling, 32);

    private static class SentencePoolings
    {
        internal static SentencePooling Mean { get; } = new([PoolingMode.Mean], false);

        internal static SentencePooling Normalized { get; } = new([PoolingMode.Mean], true);
    }
}
