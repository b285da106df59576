using PeftWorkbook.Models;
using PeftWorkbook.Models.Generation;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Models;

/// <summary>What holds for drawn texts whatever the model.</summary>
public sealed class SamplingTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly GenerationOptions _drawn = new() { MaxNewTokens = 16, Sample = true };

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void What_leaves_no_choice_is_greedy()
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var model = Llama(seed);
            var greedy = Generate(model, new() { MaxNewTokens = 16 });
            Assert.Equal(greedy, Generate(model, _drawn with { Temperature = 0 }));
            Assert.Equal(greedy, Generate(model, _drawn with { Temperature = 1e-4 }));
            Assert.Equal(greedy, Generate(model, _drawn with { TopK = 1 }));
            Assert.Equal(greedy, Generate(model, _drawn with { TopP = 0 }));
            Assert.Equal(greedy, Generate(model, _drawn with { MinP = 1 }));
            Assert.NotEqual(greedy, Generate(model, _drawn with { Temperature = 2 }));
        }
    }

    [Fact]
    public void A_seed_draws_one_text_and_another_seed_another()
    {
        var model = Llama();
        var texts = Enumerable.Range(0, 8).Select(s => string.Join(' ', Generate(model, _drawn with { Seed = s }))).ToList();
        Assert.Equal(texts, Enumerable.Range(0, 8).Select(s => string.Join(' ', Generate(model, _drawn with { Seed = s }))));
        Assert.True(texts.Distinct().Count() > 5);
        var free = Enumerable.Range(0, 8).Select(_ => string.Join(' ', Generate(model, _drawn with { Seed = null }))).Distinct();
        Assert.True(free.Count() > 5);
    }

    [Fact]
    public void A_token_is_drawn_as_often_as_its_probability_says()
    {
        double[] expected = [0.5, 0.25, 0, 0.2, 0.05];
        var scores = tensor(expected.Select(p => (float)Math.Log(p)).ToArray(), [1, 5]);
        const int Draws = 4000;
        var sampler = new TokenSampler(new() { Sample = true, Seed = 7 }, 1);
        var counts = new int[5];
        for (var i = 0; i < Draws; i++)
        {
            counts[sampler.Pick(scores, [[0]])[0]]++;
        }

        for (var token = 0; token < 5; token++)
        {
            Assert.InRange(counts[token] / (double)Draws, expected[token] - 0.03, expected[token] + 0.03);
        }

        Assert.Equal(0, counts[2]);
    }

    [Fact]
    public void The_same_numbers_come_on_every_machine()
    {
        // the reference values of SplitMix64 with the seed 1234567
        var random = new SplitMix64(1234567);
        ulong[] reference = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.Equal(reference.Select(r => (r >> 32) / 4294967296.0), reference.Select(_ => random.NextUnit()));
    }

    [Fact]
    public void A_penalty_discourages_what_was_said_and_below_one_encourages_it()
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var model = Llama(seed);
            int Distinct(double penalty) => Generate(model, new() { MaxNewTokens = 24, RepetitionPenalty = penalty }).Distinct().Count();
            Assert.True(Distinct(1e6) >= Distinct(1));
            Assert.True(Distinct(1e6) > 20, $"{Distinct(1e6)} different tokens");
            Assert.True(Distinct(1e-3) <= Distinct(1));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 1)]
    public void No_sequence_comes_twice(int size, int beams)
    {
        var text = Generate(Llama(), new() { MaxNewTokens = 20, NoRepeatNgram = size, Beams = beams });
        var sequences = Enumerable.Range(0, text.Count - size + 1).Select(i => string.Join(' ', text.Skip(i).Take(size))).ToList();
        Assert.Equal(sequences.Count, sequences.Distinct().Count());
    }

    [Fact]
    public void A_filter_keeps_draws_within_what_it_keeps()
    {
        var scores = randn(new long[] { 3, 40 }, generator: new Generator(5)) * 3;
        IReadOnlyList<IReadOnlyList<long>> texts = [[1], [2], [3]];
        GenerationOptions[] filters =
            [_drawn with { TopK = 4 }, _drawn with { TopP = 0.6 }, _drawn with { MinP = 0.2 }, _drawn with { TypicalP = 0.5 }];
        foreach (var options in filters)
        {
            var kept = LogitsProcessor.For(options).Single().Apply(scores, texts).isfinite();
            var sampler = new TokenSampler(options, 3);
            for (var i = 0; i < 50; i++)
            {
                Assert.All(sampler.Pick(scores, texts), (token, row) => Assert.True(kept[row, token].ToBoolean()));
            }
        }
    }

    [Fact]
    public void Settings_without_a_meaning_are_refused()
    {
        GenerationOptions[] wrong =
        [
            new() { TopP = 1.5 }, new() { MinP = -0.1 }, new() { Temperature = double.NaN }, new() { Beams = 0 }, new() { TypicalP = 0 },
            new() { RepetitionPenalty = 0 }, new() { TopK = -1 }, new() { MaxNewTokens = -1 }, new() { NoRepeatNgram = -2 },
            new() { EpsilonCutoff = 1 },
        ];
        Assert.All(wrong, options => Assert.Throws<ArgumentOutOfRangeException>(() => Generate(Llama(), options)));
        Assert.Throws<NotSupportedException>(() => Generate(Llama(), _drawn with { Beams = 2 }));
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Throws<NotSupportedException>(() => TextGeneration.Stream(Llama(), [1], new() { Beams = 2 }, cancellation).Any());
        Assert.Throws<ArgumentException>(() => TextGeneration.Generate(Llama(), [], new(), cancellation));
    }

    [Fact]
    public void A_folder_says_how_its_model_continues()
    {
        var folder = Directory.CreateTempSubdirectory("generation-").FullName;
        try
        {
            Save(folder, """
                {"eos_token_id": [3, 4], "do_sample": true, "temperature": 0.7, "top_k": 20, "top_p": 0.9, "min_p": null, "typical_p": 0.95,
                 "repetition_penalty": 1.1, "no_repeat_ngram_size": 3, "num_beams": 2, "length_penalty": 0.5, "early_stopping": "never",
                 "max_new_tokens": 7, "use_cache": false, "stop_strings": "\n", "epsilon_cutoff": 0.01, "something_else": {}}
                """);
            using var model = PretrainedModel.FromPretrained(folder);
            var options = GenerationOptions.For(model);
            Assert.Equal([3, 4], options.EndTokens);
            Assert.Equal(["\n"], options.StopStrings);
            var rest = options with { EndTokens = [], StopStrings = [] };
            Assert.Equal(
                new()
                {
                    Sample = true,
                    Temperature = 0.7,
                    TopK = 20,
                    TopP = 0.9,
                    TypicalP = 0.95,
                    RepetitionPenalty = 1.1,
                    NoRepeatNgram = 3,
                    Beams = 2,
                    LengthPenalty = 0.5,
                    MaxNewTokens = 7,
                    UseCache = false,
                    EpsilonCutoff = 0.01,
                    EndTokens = rest.EndTokens,
                    StopStrings = rest.StopStrings,
                },
                rest);
            File.WriteAllText(Path.Combine(folder, "generation_config.json"), """{"top_k": "many"}""");
            var fault = Assert.Throws<InvalidDataException>(() => GenerationOptions.For(model));
            Assert.Contains("top_k", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Save(string folder, string generation)
    {
        using var model = Llama();
        PeftWorkbook.Hub.SafeTensors.Save(Path.Combine(folder, "model.safetensors"), model.state_dict());
        File.WriteAllText(Path.Combine(folder, "config.json"), LlamaJson);
        File.WriteAllText(Path.Combine(folder, "generation_config.json"), generation);
    }

    private static IReadOnlyList<long> Generate(PretrainedModel model, GenerationOptions options) =>
        TextGeneration.Generate(model, [5, 6, 7], options, TestContext.Current.CancellationToken);
}
