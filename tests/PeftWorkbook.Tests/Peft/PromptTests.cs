using PeftWorkbook.Attention;
using PeftWorkbook.Engine;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Generation;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Prompt;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

public sealed class PromptTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("prompt-").FullName;

    public static TheoryData<string, string> All => PromptCases.All;

    public static TheoryData<string, string> Generating => PromptCases.Generating;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Generating))]
    public void A_text_goes_on_the_same_way_with_and_without_a_cache(string method, string model)
    {
        var peft = PromptCases.Make(method, model);
        foreach (var beams in new[] { 1, 3 })
        {
            var options = new GenerationOptions { MaxNewTokens = 9, Beams = beams };
            Assert.Equal(Text(options with { UseCache = false }), Text(options));
        }

        IReadOnlyList<long> Text(GenerationOptions options) =>
            TextGeneration.Generate(peft, [5, 6, 7], options, TestContext.Current.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(Generating))]
    public void A_cache_gives_the_same_scores_step_by_step_with_padding_on_the_left(string method, string model)
    {
        var peft = PromptCases.Make(method, model);
        using var cache = new KeyValueCache(5);
        long[] ids = [0, 0, 9, 8, 7];
        long[] mask = [0, 0, 1, 1, 1];
        Tensor Step(int from, int count) => Logits(peft, new ModelInput(tensor(ids, [1, 5]).narrow(1, from, count))
        {
            AttentionMask = tensor(mask, [1, 5]).narrow(1, 0, from + count),
            PositionIds = model == "gpt2" ? (tensor(mask, [1, 5]).cumsum(1) - 1).clamp(min: 0).narrow(1, from, count) : null,
            Cache = cache,
        });
        Step(0, 3);
        Step(3, 1);
        var last = Step(4, 1);
        if (model == "llama")
        {
            var alone = Logits(peft, new ModelInput(tensor(ids, [1, 5]).narrow(1, 2, 3)));
            Assert.True(Distance(last[0, -1], alone[0, -1]) < 1e-4);
        }
        else
        {
            Assert.Equal([1, 1, 40], last.shape);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Disabling_gives_the_base_back_also_for_classifiers(string method, string model)
    {
        var input = PromptCases.Input(PromptCases.Model(model));
        var before = Logits(PromptCases.Model(model), input);
        var peft = PromptCases.Make(method, model);
        var adapted = Logits(peft, input);
        Assert.True(adapted.shape.Length != before.shape.Length || adapted.shape[1] != before.shape[1] || Distance(before, adapted) > 1e-3);
        using (peft.DisableAdapter())
        {
            Assert.True(Distance(before, Logits(peft, input)) < 1e-5);
        }

        Assert.True(Distance(adapted, Logits(peft, input)) < 1e-5);     // CPT's lengths are drawn back each time, to a last digit
        Assert.Throws<NotSupportedException>(() => peft.Merge());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_padded_batch_gives_what_its_rows_give_alone(string method, string model)
    {
        var peft = PromptCases.Make(method, model);
        var input = PromptCases.Input((PretrainedModel)peft.Model);
        var together = Logits(peft, input);
        for (var row = 0; row < 3; row++)
        {
            var alone = Logits(peft, PromptCases.Row(input, row))[0];
            var part = together[row];
            part = part.dim() == 1 ? part : part.narrow(0, 0, alone.shape[0]);
            Assert.True(Distance(alone, part) < 2e-4, $"row {row}: {Distance(alone, part)}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_saved_adapter_gives_the_same_and_can_be_trained_on(string method, string model)
    {
        var peft = PromptCases.Make(method, model);
        var input = PromptCases.Input((PretrainedModel)peft.Model);
        var adapted = Logits(peft, input);
        peft.Save(_folder);
        var loaded = PeftModel.Load(PromptCases.Model(model), _folder);
        Assert.Empty(loaded.NamedTrainable());
        Assert.True(Distance(adapted, Logits(loaded, input)) < 1e-5);
        var trainable = PeftModel.Load(PromptCases.Model(model), _folder, isTrainable: true);
        Assert.Equal(peft.NamedTrainable().Select(p => p.Name), trainable.NamedTrainable().Select(p => p.Name));
        Assert.True(Distance(adapted, Logits(trainable, input)) < 1e-4);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Training_changes_the_adapter_alone(string method, string model)
    {
        var peft = PromptCases.Make(method, model);
        var input = PromptCases.Input((PretrainedModel)peft.Model);
        var frozen = peft.named_parameters().Where(p => !p.parameter.requires_grad).ToDictionary(p => p.name, p => p.parameter.clone());
        using var optimizer = optim.AdamW(peft.NamedTrainable().Select(p => p.Parameter), 1e-2);
        var first = 0.0;
        for (var step = 0; step < 8; step++)
        {
            optimizer.zero_grad();
            using var loss = peft.call(input).Loss!;
            first = step == 0 ? loss.ToDouble() : first;
            loss.backward();
            optimizer.step();
        }

        using var last = peft.call(input).Loss!;
        Assert.True(last.ToDouble() < first, $"{first} to {last.ToDouble()}");
        Assert.All(
            peft.named_parameters().Where(p => frozen.ContainsKey(p.name)), p => Assert.Equal(0, Distance(p.parameter, frozen[p.name])));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Bfloat16_gives_about_the_same(string method, string model)
    {
        var input = PromptCases.Input(PromptCases.Model(model));
        var exact = PromptCases.Make(method, model).call(input);
        var body = PromptCases.Model(model);
        body.to(ScalarType.BFloat16);
        body.TieWeights();
        var peft = PeftModel.Wrap(body, PromptCases.Config(method, model), seed: 5);
        Assert.All(peft.NamedTrainable(), p => Assert.Equal(ScalarType.BFloat16, p.Parameter.dtype));
        LoraTests.Perturb(peft);
        var rough = peft.call(input);
        Assert.Equal(ScalarType.BFloat16, rough.Logits!.dtype);
        rough.Loss!.backward();
        Assert.True(Distance(exact.Loss!, rough.Loss.to_type(ScalarType.Float32)) < 0.1 * exact.Loss!.ToDouble());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Checkpointing_layers_changes_no_gradient(string method, string model)
    {
        var peft = PromptCases.Make(method, model);
        var input = PromptCases.Input((PretrainedModel)peft.Model);
        peft.call(input).Loss!.backward();
        var plain = peft.NamedTrainable().ToDictionary(p => p.Name, p => p.Parameter.grad?.clone());
        foreach (var (_, parameter) in peft.NamedTrainable())
        {
            parameter.grad?.zero_();
        }

        using (var tape = ActivationCheckpoint.Open())
        {
            tape.Backward(peft.call(input).Loss!);
        }

        Assert.All(
            peft.NamedTrainable().Where(p => plain[p.Name] is not null),
            p => Assert.True(Distance(plain[p.Name]!, p.Parameter.grad!) < 1e-4, p.Name));
    }

    [Theory]
    [MemberData(nameof(Generating))]
    public void Prompts_of_several_lengths_go_on_as_each_does_alone(string method, string model)
    {
        var peft = PromptCases.Make(method, model);
        var options = new GenerationOptions { MaxNewTokens = 6 };
        long[][] prompts = [[5, 6, 7, 8], [9, 4]];
        var together = TextGeneration.GenerateBatch(peft, prompts, options, TestContext.Current.CancellationToken);
        Assert.Equal(TextGeneration.Generate(peft, prompts[0], options, TestContext.Current.CancellationToken), together[0]);
        Assert.Equal(TextGeneration.Generate(peft, prompts[1], options, TestContext.Current.CancellationToken), together[1]);
    }

    [Fact]
    public void Two_prompts_do_not_touch_each_other()
    {
        var (peft, input) = (PromptCases.Make("prefix", "bert"), Batch());
        var first = Logits(peft, input);
        peft.AddAdapter("second", PromptCases.Config("prompt", "bert"), seed: 8);
        peft.SetAdapter("second");
        LoraTests.Perturb(peft);
        Assert.True(Distance(first, Logits(peft, input)) > 1e-4);
        peft.SetAdapter("default");
        Assert.Equal(0, Distance(first, Logits(peft, input)));
        peft.DeleteAdapter("second");
        Assert.Equal(0, Distance(first, Logits(peft, input)));
    }

    [Fact]
    public void A_prefix_on_some_layers_alone_acts_there_with_a_cache_or_without()
    {
        var model = Llama();
        var ids = tensor(new long[] { 9, 8, 7 }, [1, 3]);
        var prefix = new KeyValuePrefix([null, new FixedPrefix(randn(1, 2, 5, 4), randn(1, 2, 5, 4))]);
        var whole = Logits(model, new ModelInput(ids) { Prefix = prefix, AttentionMask = ones_like(ids) });
        using var cache = new KeyValueCache(3);
        Logits(model, new ModelInput(ids.narrow(1, 0, 2)) { Prefix = prefix, Cache = cache });
        var last = Logits(model, new ModelInput(ids.narrow(1, 2, 1)) { Prefix = prefix, Cache = cache });
        Assert.True(Distance(whole[0, -1], last[0, -1]) < 1e-5);
        Assert.Equal(3, cache.Length);
        Assert.True(Distance(whole, Logits(model, new ModelInput(ids))) > 1e-3);
        var unmoved = Logits(model, new ModelInput(ids) { Prefix = prefix with { ShiftsPositions = false } });
        Assert.True(Distance(whole, unmoved) > 1e-5);
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("llama")]
    [InlineData("t5")]
    public void Each_row_gets_the_prompt_of_its_task(string model)
    {
        var config = new MultitaskPromptTuningConfig { VirtualTokens = 3, Tasks = 4, Ranks = 2 };
        var peft = PeftModel.Wrap(PromptCases.Model(model), config, seed: 5);
        LoraTests.Perturb(peft);
        var input = PromptCases.Input((PretrainedModel)peft.Model);
        var mixed = Logits(peft, input with { TaskIds = tensor(new long[] { 3, 0, 3 }) });
        var same = Logits(peft, input with { TaskIds = tensor(new long[] { 3, 3, 3 }) });
        Assert.True(Distance(mixed[0], same[0]) < 1e-5);
        Assert.True(Distance(mixed[1], same[1]) > 1e-3);
        Assert.Contains("TaskIds", Assert.Throws<ArgumentException>(() => Logits(peft, input)).Message, StringComparison.Ordinal);
        peft.Save(_folder);
        var loaded = PeftModel.Load(PromptCases.Model(model), _folder);
        Assert.True(Distance(mixed, Logits(loaded, input with { TaskIds = tensor(new long[] { 3, 0, 3 }) })) < 1e-5);
    }

    [Fact]
    public void A_prompt_may_start_from_words()
    {
        var model = Bert();
        var words = model.named_parameters().First(p => p.name.EndsWith("word_embeddings.weight", StringComparison.Ordinal)).parameter;
        var peft = PeftModel.Wrap(model, new PromptTuningConfig(VirtualTokens: 6) { Start = "SAMPLE_VOCAB" });
        var apart = (peft.NamedTrainable().First().Parameter.unsqueeze(1) - words).abs().amax([-1]);   // [tokens, vocabulary]
        Assert.Equal(0, apart.amin([-1]).max().ToDouble());
    }

    [Fact]
    public void Images_take_a_prefix_and_no_prompt()
    {
        var model = PromptCases.Vit();
        var input = new ModelInput { PixelValues = randn(2, 3, 8, 8) };
        var before = Logits(model, input);
        var peft = PeftModel.Wrap(model, new PrefixTuningConfig { VirtualTokens = 3 });
        Assert.True(Distance(before, Logits(peft, input)) > 1e-4);
        var fault = Assert.Throws<NotSupportedException>(() => Logits(PeftModel.Wrap(PromptCases.Vit(), new PromptTuningConfig(3)), input));
        Assert.Contains("text", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_of_another_width_is_refused() => Assert.Contains(
        "width", Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new PromptTuningConfig(3) { TokenDim = 99 })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_prompt_without_tokens_is_refused() =>
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new PromptTuningConfig()));
}
