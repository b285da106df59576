using PeftWorkbook.Models;
using PeftWorkbook.Peft;
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
}
