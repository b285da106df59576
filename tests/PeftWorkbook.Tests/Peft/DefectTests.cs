using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Prompt;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>What raises in Hugging Face PEFT 0.21.2 and must not here, where no other test is about it.</summary>
public sealed class DefectTests : IDisposable
{
    private const string DistilBert = """
        {
          "model_type": "distilbert", "architectures": ["DistilBertForSequenceClassification"], "vocab_size": 50, "dim": 24,
          "n_layers": 2, "n_heads": 4, "hidden_dim": 48, "max_position_embeddings": 40, "num_labels": 3
        }
        """;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("defects-").FullName;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // PEFT asks an adapter that is loaded for inference for its orthogonal weight, and raises AttributeError.
    [Fact]
    public void AdaLora_that_is_loaded_for_inference_takes_labels()
    {
        using var peft = PeftModel.Wrap(Bert(), MethodTable.Config("ADALORA") with { TaskType = "SEQ_CLS" });
        peft.Save(_folder);
        using var loaded = PeftModel.Load(Bert(), _folder);
        Assert.Empty(loaded.NamedTrainable());
        Assert.True(double.IsFinite(loaded.call(Batch()).Loss!.ToDouble()));
    }

    // PEFT raises TypeError: the head of that family is not where it looks for it.
    [Fact]
    public void All_linear_layers_of_a_DistilBert_classifier_are_adapted()
    {
        var model = PretrainedModel.FromConfig(ModelConfig.Parse(DistilBert)).Initialize(1);
        using var peft = PeftModel.Wrap(model, PeftConfig.Parse("""
            {"peft_type": "LORA", "task_type": "SEQ_CLS", "r": 2, "target_modules": "all-linear"}
            """));
        Assert.Equal(2 * 6, peft.AdaptedLayers.Count(l => l.Name.Contains(".layer.", StringComparison.Ordinal)));
        Assert.DoesNotContain("classifier", peft.AdaptedLayers.Select(l => l.Name));
    }

    // PEFT raises for a Conv1D that is not square, and moves the function of a square one.
    [Theory]
    [InlineData("c_attn")]      // 24 to 72
    [InlineData("attn.c_proj")] // 24 to 24
    public void Olora_starts_at_the_base_of_a_Conv1D_too(string target)
    {
        var model = LanguageModel("gpt2");
        var input = PromptCases.Input(model);
        var before = Logits(model, input);
        using var peft = PeftModel.Wrap(model, PeftConfig.Parse($$"""
            {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "init_lora_weights": "olora", "target_modules": ["{{target}}"]}
            """));
        Assert.InRange(Distance(before, Logits(peft, input)), 0, 1e-4);
        AssertActsAsItMerges(peft, input, before);
    }

    // PEFT wraps nothing of a Conv1D, and says so nowhere.
    [Fact]
    public void Osf_trains_a_Conv1D()
    {
        var model = LanguageModel("gpt2");
        using var peft = PeftModel.Wrap(model, PeftConfig.Parse("""
            {"peft_type": "OSF", "effective_rank": 4, "target_modules": ["c_attn"]}
            """));
        Assert.Equal(2, peft.AdaptedLayers.Count());
        peft.call(PromptCases.Input(model)).Loss!.backward();
        Assert.All(peft.NamedTrainable(), p => Assert.NotNull(p.Parameter.grad));
    }

    // PEFT's wrapper goes past the tuner where no task type is given, and Shadow loses its own loss.
    [Theory]
    [InlineData(null)]
    [InlineData("CAUSAL_LM")]
    public void A_shadow_has_its_own_loss_with_and_without_a_task_type(string? task)
    {
        Assert.True(Math.Abs(Loss(0.5) - Loss(0)) > 1e-2);

        double Loss(double weight)
        {
            var config = new ShadowConfig { Rank = 3, AuxiliaryWeight = weight, TaskType = task };
            var model = LanguageModel("gpt2");
            using var peft = PeftModel.Wrap(model, config, seed: 4);
            return peft.call(PromptCases.Input(model)).Loss!.ToDouble();
        }
    }

    // In PEFT an adapter of T5's shared embedding does nothing, until it is merged.
    [Fact]
    public void An_adapter_of_a_shared_embedding_acts_as_it_merges()
    {
        var model = PromptCases.T5();
        var input = PromptCases.Input(model);
        var before = Logits(model, input);
        using var peft = PeftModel.Wrap(model, PeftConfig.Parse("""{"peft_type": "LORA", "r": 2, "target_modules": ["shared"]}"""));
        AssertActsAsItMerges(peft, input, before);
    }

    [Fact]
    public void A_shadow_asks_for_a_decoder() => Assert.Contains(
        "blocks of a decoder", Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new ShadowConfig { Rank = 3 })).Message,
        StringComparison.Ordinal);

    private static void AssertActsAsItMerges(PeftModel peft, ModelInput input, Tensor before)
    {
        LoraTests.Perturb(peft);
        var adapted = Logits(peft, input);
        Assert.True(Distance(before, adapted) > 1e-3);
        peft.Merge();
        Assert.InRange(Distance(adapted, Logits(peft, input)), 0, 1e-4);
    }
}
