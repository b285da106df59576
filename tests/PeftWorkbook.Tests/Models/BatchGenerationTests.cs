using PeftWorkbook.Models;
using PeftWorkbook.Models.Generation;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Models;

/// <summary>Texts that are continued together, encoder-decoders, and the memory that both take.</summary>
public sealed class BatchGenerationTests : IDisposable
{
    private static readonly IReadOnlyList<IReadOnlyList<long>> s_prompts = [[5, 6, 7, 8, 9], [11], [12, 13, 14], [15, 16, 17, 18, 19]];

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static IEnumerable<TheoryDataRow<string, bool>> Families() =>
        from family in new[] { "llama", "gpt2", "t5" }
        from useCache in new[] { true, false }
        select new TheoryDataRow<string, bool>(family, useCache);

    [Theory]
    [MemberData(nameof(Families))]
    public void Each_text_of_a_batch_is_what_it_is_alone(string family, bool useCache)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var model = LanguageModel(family, seed);
            var free = Generate(model, s_prompts[1], new() { MaxNewTokens = 12 });
            GenerationOptions[] all =
            [
                new() { MaxNewTokens = 12 },
                new() { MaxNewTokens = 12, EndTokens = [free[^3]] },
                new() { MaxNewTokens = 12, EndTokens = [free[^1], 3], RepetitionPenalty = 1.3 },
                new() { MaxNewTokens = 12, NoRepeatNgram = 2 },
                new() { MaxNewTokens = 12, Sample = true, TopK = 10, Seed = seed },
                new() { MaxNewTokens = 4, Beams = 3 },
            ];
            foreach (var options in all.Select(o => o with { UseCache = useCache }))
            {
                var together = TextGeneration.GenerateBatch(model, s_prompts, options, TestContext.Current.CancellationToken);
                for (var row = 0; row < s_prompts.Count; row++)
                {
                    Assert.Equal(Generate(model, s_prompts[row], options with { Seed = options.Seed + row }), together[row]);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_cache_changes_no_answer_of_an_encoder_decoder(int beams)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var model = LanguageModel("t5", seed);
            var options = new GenerationOptions { MaxNewTokens = 12, Beams = beams, EndTokens = [1] };
            var answer = Generate(model, [5, 6, 7, 8], options);
            Assert.Equal(0, answer[0]);              // the start token, not the prompt
            Assert.Equal(Generate(model, [5, 6, 7, 8], options with { UseCache = false }), answer);
        }
    }

    [Fact]
    public void The_decoder_sees_what_the_encoder_read()
    {
        var model = LanguageModel("t5");
        var answers = Enumerable.Range(2, 12).Select(i => string.Join(' ', Generate(model, [i, i + 9, i + 3], new() { MaxNewTokens = 8 })));
        Assert.True(answers.Distinct().Count() > 1);
    }

    [Fact]
    public void Keys_of_the_encoder_are_made_once()
    {
        using var _ = no_grad();
        var model = LanguageModel("t5");
        using var keys = new EncoderKeys();
        using var cache = new KeyValueCache(8);
        var source = new ModelInput(tensor(new long[] { 5, 6, 7 }, [1, 3]));
        var start = zeros([1, 1], ScalarType.Int64);
        var first = model.Run(source with { DecoderInputIds = start, Cache = cache, EncoderKeys = keys });
        Assert.Equal(2, keys.Layers);
        // an encoder's output of zeros would change the scores, were keys made of it again
        var next = new ModelInput { DecoderInputIds = full([1, 1], 4, ScalarType.Int64), Cache = cache, EncoderKeys = keys };
        var scores = model.Run(next with { EncoderOutput = zeros_like(first.EncoderLastHiddenState!) }).Logits!;
        var whole = model.Run(source with { DecoderInputIds = tensor(new long[] { 0, 4 }, [1, 2]) }).Logits!;
        Assert.True(Distance(scores, whole.narrow(1, 1, 1)) < 1e-5);
    }

    [Fact]
    public void A_cache_takes_its_memory_once()
    {
        using var cache = new KeyValueCache(6);
        var early = cache.Append(0, ones([2, 1, 1, 4]), ones([2, 1, 1, 4]));
        cache.Advance(1);
        var bytes = cache.Bytes;
        cache.Reorder(tensor(new long[] { 1, 0 }));
        for (var i = 2; i <= 6; i++)
        {
            var (keys, values) = cache.Append(0, full([2, 1, 1, 4], i), full([2, 1, 1, 4], -i));
            cache.Advance(1);
            Assert.Equal([2, 1, i, 4], keys.shape);
            keys.narrow(2, 0, 1).fill_(100 + i);     // the first step's view sees it: the memory is the same
            Assert.Equal(100 + i, early.Keys.max().ToDouble());
            Assert.Equal(-i, values.min().ToDouble());
        }

        Assert.Equal(bytes, cache.Bytes);
    }

    [Fact]
    public void Reordering_takes_the_rows_it_is_told()
    {
        using var cache = new KeyValueCache(3);
        cache.Append(0, arange(3, ScalarType.Float32).view(3, 1, 1, 1), arange(3, ScalarType.Float32).view(3, 1, 1, 1));
        cache.Advance(1);
        cache.Reorder(tensor(new long[] { 2, 2, 0 }));
        cache.Reorder(tensor(new long[] { 0, 2 }));
        var (keys, _) = cache.Append(0, zeros([2, 1, 1, 1]), zeros([2, 1, 1, 1]));
        Assert.Equal([2f, 0f, 0f, 0f], keys.reshape(-1).data<float>().ToArray());
    }

    [Theory]
    [InlineData("llama", 1)]
    [InlineData("llama", 3)]
    [InlineData("t5", 1)]
    [InlineData("t5", 3)]
    public void Nothing_is_left_of_a_text(string family, int beams)
    {
        var model = LanguageModel(family);
        foreach (var tokens in new[] { 4, 24 })
        {
            Generate(model, [5, 6, 7], new() { MaxNewTokens = tokens, Beams = beams });
            var before = LiveTensors.Settled();
            Generate(model, [5, 6, 7], new() { MaxNewTokens = tokens, Beams = beams });
            Assert.True(Tensor.TotalCount <= before, $"{Tensor.TotalCount - before} tensors are left of {tokens} tokens");
        }
    }

    [Theory]
    [InlineData(1.0, false)]
    [InlineData(0.5, false)]
    [InlineData(2.0, false)]
    [InlineData(1.0, true)]
    public void Enough_beams_find_the_best_of_all_texts(double lengthPenalty, bool useCache)
    {
        const int Vocabulary = 5, Longest = 3;
        var json = LlamaJson.Replace("\"vocab_size\": 40", $"\"vocab_size\": {Vocabulary}", StringComparison.Ordinal);
        for (var seed = 1; seed <= 6; seed++)
        {
            var model = PretrainedModel.FromConfig(ModelConfig.Parse(json)).Initialize(seed);
            long[] ends = [seed % Vocabulary, (seed + 2) % Vocabulary];
            var (best, text) = (double.NegativeInfinity, (long[])[]);
            foreach (var candidate in Texts([2], ends, Longest, Vocabulary))
            {
                var score = LogLikelihood(model, candidate) / Math.Pow(candidate.Length - 1, lengthPenalty);
                (best, text) = score > best ? (score, candidate) : (best, text);
            }

            // as many beams as there are texts: nothing can fall out, and nothing settles early
            var options = new GenerationOptions { MaxNewTokens = Longest, Beams = 200, EndTokens = ends, LengthPenalty = lengthPenalty };
            Assert.Equal(text, Generate(model, [2], options with { UseCache = useCache }));
        }
    }

    private static IEnumerable<long[]> Texts(long[] beginning, long[] ends, int left, int vocabulary)
    {
        for (var token = 0L; token < vocabulary; token++)
        {
            long[] text = [.. beginning, token];
            if (left == 1 || ends.Contains(token))
            {
                yield return text;
                continue;
            }

            foreach (var longer in Texts(text, ends, left - 1, vocabulary))
            {
                yield return longer;
            }
        }
    }

    private static double LogLikelihood(PretrainedModel model, long[] text)
    {
        using var scope = NewDisposeScope();
        var scores = Logits(model, new ModelInput(tensor(text, [1, text.Length]))).log_softmax(-1);
        return Enumerable.Range(1, text.Length - 1).Sum(i => scores[0, i - 1, text[i]].ToDouble());
    }

    private static IReadOnlyList<long> Generate(PretrainedModel model, IReadOnlyList<long> prompt, GenerationOptions options) =>
        TextGeneration.Generate(model, prompt, options, TestContext.Current.CancellationToken);
}
