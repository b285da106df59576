using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Prompt;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>What single prompt methods promise beyond what <see cref="PromptTests"/> asks of all.</summary>
public sealed class SurveyPromptTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("survey-prompt-").FullName;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("llama")]
    public void A_prompt_from_a_text_is_a_prompt_of_its_mapped_states(string name)
    {
        var model = PromptCases.Model(name);
        var input = PromptCases.Input(model);
        var text = tensor(new long[] { 5, 6, 7 }, [1, 3]);
        var states = model.call(new ModelInput(text) { WithHiddenStates = true }).HiddenStates![^1][0];
        using var ours = PeftModel.Wrap(model, new SkTuningConfig { TokenIds = [5, 6, 7] });
        LoraTests.Perturb(ours);
        var map = ours.NamedTrainable().ToDictionary(p => p.Name.Split('.')[^1], p => (Tensor)p.Parameter);
        Assert.Equal((24 * 24) + 24, ours.TrainableParameters().Trainable);
        using var plain = PeftModel.Wrap(PromptCases.Model(name), new PromptTuningConfig(VirtualTokens: 3));
        Put(plain, states.mm(map["weight"].t()) + map["bias"]);
        Assert.True(Distance(Logits(plain, input), Logits(ours, input)) < 1e-4);
    }

    [Theory]
    [InlineData("bert", null)]
    [InlineData("llama", 2)]
    public void A_prefix_from_a_text_is_a_prefix_of_its_mapped_states(string name, int? rank)
    {
        var model = PromptCases.Model(name);
        var input = PromptCases.Input(model);
        var text = tensor(new long[] { 5, 6, 7 }, [1, 3]);
        var states = model.call(new ModelInput(text) { WithHiddenStates = true }).HiddenStates![^1][0];
        using var ours = PeftModel.Wrap(model, new SkTuningConfig { TokenIds = [5, 6, 7], MakesPrefix = true, Rank = rank });
        LoraTests.Perturb(ours);
        var map = ours.NamedTrainable().Select(p => (Tensor)p.Parameter).ToList();
        var rows = rank is null ? states.mm(map[0].t()) + map[1] : states.mm(map[0].t()).mm(map[1].t());
        using var plain = PeftModel.Wrap(PromptCases.Model(name), new PrefixTuningConfig { VirtualTokens = 3 });
        Put(plain, rows);
        Assert.True(Distance(Logits(plain, input), Logits(ours, input)) < 1e-4);
    }

    [Fact]
    public void A_text_is_needed()
    {
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new SkTuningConfig()));
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new SkTuningConfig { TokenIds = [5], Rank = 0 }));
    }

    [Fact]
    public void A_trained_prompt_is_pruned_and_trained_on()
    {
        var input = PromptCases.Input(Llama());
        using (var trained = PeftModel.Wrap(Llama(), new PromptTuningConfig(VirtualTokens: 5)))
        {
            trained.Save(_folder);
        }

        var config = new XPromptConfig { VirtualTokens = 5, Pieces = 4, KeptTokens = 3, KeptPieces = 7, SourceFolder = _folder };
        using var peft = PeftModel.Wrap(Llama(), config, batches: [input]);
        Assert.Equal(7 * 24 / 4, peft.TrainableParameters().Trainable);
        var adapted = Logits(peft, input);
        Assert.Equal(3 + input.InputIds!.shape[1], adapted.shape[1]);
        var table = ((XPromptAttachment)peft.Attached("default")).Table;
        Assert.Equal(3, table.Tokens.sum().ToInt64());
        Assert.Equal(7, table.PieceMap().sum().ToInt64());
        var place = Path.Combine(_folder, "pruned");
        peft.Save(place);
        using var loaded = PeftModel.Load(Llama(), place, isTrainable: true);
        Assert.Equal(0, Distance(adapted, Logits(loaded, input)));
        Assert.Equal(7 * 24 / 4, loaded.TrainableParameters().Trainable);
    }

    [Fact]
    public void Each_text_of_a_batch_gets_its_own_prompt()
    {
        using var peft = PeftModel.Wrap(Llama(), new SmopConfig { VirtualTokens = 2, Prompts = 4 });
        LoraTests.Perturb(peft);
        var input = PromptCases.Input(Llama());
        var together = Logits(peft, input);
        var reversed = Logits(peft, input with { InputIds = input.InputIds!.flip(0), AttentionMask = input.AttentionMask!.flip(0) });
        Assert.True(Distance(together, reversed.flip(0)) < 1e-5);
    }

    [Fact]
    public void A_balancing_loss_counts_in_training_alone()
    {
        var input = PromptCases.Input(Llama());
        double Loss(double weight, bool training)
        {
            using var peft = PeftModel.Wrap(Llama(), new SmopConfig { VirtualTokens = 2, Prompts = 4, BalanceWeight = weight });
            LoraTests.Perturb(peft);
            peft.train(training);
            return peft.call(input).Loss!.ToDouble();
        }

        Assert.Equal(Loss(0, training: false), Loss(9, training: false), 5);
        Assert.True(Loss(9, training: true) > Loss(0, training: true) + 0.5);
    }

    [Fact]
    public void Sources_come_from_trained_prompts_and_stay()
    {
        foreach (var i in new[] { 1, 2 })
        {
            using var source = PeftModel.Wrap(Llama(), new PromptTuningConfig(VirtualTokens: 3), seed: i);
            source.Save(Path.Combine(_folder, $"{i}"));
        }

        var config = new AttemptConfig
        {
            VirtualTokens = 3,
            Bottleneck = 4,
            SourceFolders = [Path.Combine(_folder, "1"), Path.Combine(_folder, "2")],
        };
        using var peft = PeftModel.Wrap(Llama(), config);
        var held = peft.Attached("default").State.Single(s => s.Key.EndsWith("source_prompts", StringComparison.Ordinal));
        Assert.False(held.IsTrained);
        using var first = PeftModel.Load(Llama(), Path.Combine(_folder, "1"));
        var table = first.Attached("default").State.Single().Tensor;
        Assert.Equal(0, Distance(table, held.Tensor[0]));
        Assert.Throws<InvalidDataException>(() => PeftModel.Wrap(Llama(), config with { VirtualTokens = 4 }));
    }

    [Fact]
    public void A_text_that_is_too_long_for_its_update_is_refused()
    {
        using var peft = PeftModel.Wrap(Bert(), new DeptConfig { VirtualTokens = 2, Rank = 2, MaxLength = 8 });
        Assert.Contains("max_length", Assert.Throws<ArgumentException>(() => Logits(peft, Batch())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("npg")]
    [InlineData("appg")]
    [InlineData("mppg")]
    public void Late_prompts_of_a_padded_batch_are_those_of_its_rows(string generator)
    {
        using var peft = PeftModel.Wrap(
            PromptCases.Model("distilbert"),
            new LatePromptTuningConfig { VirtualTokens = 3, PromptLayer = 1, Bottleneck = 5, Generator = generator });
        LoraTests.Perturb(peft);
        var input = PromptCases.Input((PretrainedModel)peft.Model);
        var together = Logits(peft, input);
        for (var row = 0; row < 3; row++)
        {
            Assert.True(Distance(Logits(peft, PromptCases.Row(input, row))[0], together[row]) < 1e-4);
        }
    }

    [Fact]
    public void Hidden_states_behind_the_last_block_are_the_texts()
    {
        using var peft = PeftModel.Wrap(Bert(), new LatePromptTuningConfig { VirtualTokens = 3, Bottleneck = 5 });
        var states = peft.call(Batch() with { WithHiddenStates = true }).HiddenStates!;
        Assert.Equal(9, states[^1].shape[1]);
        using var images = PeftModel.Wrap(PromptCases.Vit(), new VptConfig { VirtualTokens = 3, IsDeep = true });
        var output = images.call(new ModelInput { PixelValues = randn(2, 3, 8, 8), WithHiddenStates = true });
        Assert.Equal(5, output.HiddenStates![^1].shape[1]);
    }

    [Fact]
    public void Late_and_visual_prompts_say_what_they_do_not_fit()
    {
        Assert.Throws<NotSupportedException>(() => PeftModel.Wrap(Llama(), new LatePromptTuningConfig()));
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new LatePromptTuningConfig { PromptLayer = 2 }));
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new LatePromptTuningConfig { Generator = "other" }));
        Assert.Throws<NotSupportedException>(() => PeftModel.Wrap(Bert(), new VptConfig()));
    }

    private static void Put(PeftModel peft, Tensor table)
    {
        using var _ = no_grad();
        peft.NamedTrainable().Single().Parameter.copy_(table);
    }
}
