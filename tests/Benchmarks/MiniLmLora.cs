using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using PeftWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>A MiniLM-shaped classifier with LoRA r=8 on query and value, random weights, and one batch of random tokens: what
/// the anchor measures.</summary>
internal sealed class MiniLmLora : IDisposable
{
    internal const string Config = """
        {"model_type": "bert", "architectures": ["BertForSequenceClassification"], "hidden_size": 384, "num_hidden_layers": 6,
         "num_attention_heads": 12, "intermediate_size": 1536, "vocab_size": 30522, "max_position_embeddings": 512,
         "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12, "hidden_dropout_prob": 0.0,
         "attention_probs_dropout_prob": 0.0, "num_labels": 2}
        """;

    private readonly Trainer _trainer;
    private readonly ModelInput _batch;

    internal MiniLmLora(int batch, int length)
    {
        manual_seed(0);
        var model = PretrainedModel.FromConfig(ModelConfig.Parse(Config), ModelTask.SequenceClassification)
            .Initialize(0)
            .to(Machine.Device);
        Model = PeftModel.Wrap(model, new LoraConfig(Rank: 8, Alpha: 16, TargetModules: ["query", "value"]) { TaskType = "SEQ_CLS" });
        _trainer = new Trainer(Model, new TrainerSettings { MaxGradNorm = 0 });
        _batch = new ModelInput(randint(5, 30000, new long[] { batch, length }, device: Machine.Device))
        {
            Labels = randint(0, 2, new long[] { batch }, device: Machine.Device),
        };
    }

    internal PeftModel Model { get; }

    /// <summary>One step: loss, backward, AdamW.</summary>
    internal void Step() => _trainer.Step(_batch, 1e-3);

    public void Dispose() => _trainer.Dispose();
}
