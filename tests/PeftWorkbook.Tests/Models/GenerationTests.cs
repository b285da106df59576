using PeftWorkbook.Models;
using PeftWorkbook.Models.Generation;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Models;

public sealed class GenerationTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_cache_changes_nothing_but_the_time(int beams)
    {
        var options = new GenerationOptions { MaxNewTokens = 10, Beams = beams };
        var model = Llama();
        Assert.Equal(
            TextGeneration.Generate(model, [5, 6, 7], options with { UseCache = false }, TestContext.Current.CancellationToken),
            TextGeneration.Generate(model, [5, 6, 7], options, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_beam_finds_a_text_at_least_as_likely_as_the_greedy_one()
    {
        var model = Llama();
        var options = new GenerationOptions { MaxNewTokens = 6 };
        var greedy = TextGeneration.Generate(model, [3], options, TestContext.Current.CancellationToken);
        var beam = TextGeneration.Generate(model, [3], options with { Beams = 8 }, TestContext.Current.CancellationToken);
        Assert.True(LogLikelihood(model, beam) >= LogLikelihood(model, greedy) - 1e-4);
    }

    [Fact]
    public void An_end_token_ends_the_text()
    {
        var model = Llama();
        var free = TextGeneration.Generate(model, [5], new() { MaxNewTokens = 8 }, TestContext.Current.CancellationToken);
        var ended = TextGeneration.Generate(
            model, [5], new() { MaxNewTokens = 8, EndTokens = [free[3]] }, TestContext.Current.CancellationToken);
        Assert.Equal(free.Take(free.ToList().IndexOf(free[3], 1) + 1), ended);
    }

    [Fact]
    public void A_full_cache_says_how_much_it_holds()
    {
        using var cache = new KeyValueCache(4);
        var input = new ModelInput(tensor(new long[] { 1, 2, 3 }, [1, 3])) { Cache = cache };
        Logits(Llama(), input);
        Assert.Equal(3, cache.Length);
        Assert.Equal(2 * 2 * 2 * 4 * 4 * 4, cache.Bytes);   // layers, keys and values, key heads, capacity, d, bytes
        var fault = Assert.Throws<InvalidOperationException>(() => Logits(Llama(), input));
        Assert.Contains("4", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Left_padding_does_not_change_what_follows()
    {
        var model = Llama();
        using var plain = new KeyValueCache(8);
        using var padded = new KeyValueCache(8);
        var alone = Logits(model, new ModelInput(tensor(new long[] { 9, 8 }, [1, 2])) { Cache = plain });
        var input = new ModelInput(tensor(new long[] { 0, 0, 9, 8 }, [1, 4]))
        {
            Cache = padded,
            AttentionMask = tensor(new long[] { 0, 0, 1, 1 }, [1, 4]),
        };
        Assert.True(Distance(alone, Logits(model, input).narrow(1, 2, 2)) < 1e-5);
    }

    private static double LogLikelihood(PretrainedModel model, IReadOnlyList<long> text)
    {
        var scores = Logits(model, new ModelInput(tensor(text.ToArray(), [1, text.Count]))).log_softmax(-1);
        return Enumerable.Range(1, text.Count - 1).Sum(i => scores[0, i - 1, text[i]].ToDouble());
    }
}
