using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using PeftWorkbook.Training;

namespace PeftWorkbook.Tests.Training;

/// <summary>A task that a tiny encoder learns in seconds, and a model with dropout for it.</summary>
internal static class TinyTask
{
    /// <summary>The label says which of three words a text begins with.</summary>
    internal static Example[] Examples(int seed, int count = 240)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new Example(
                [.. Enumerable.Range(0, random.Next(4, 12)).Select(j => j == 0 ? 10 + (i % 3) : random.Next(20, 50))], i % 3)),
        ];
    }

    /// <summary>The encoder, its dropout as asked.</summary>
    internal static PretrainedModel Model(double dropout = 0) => PretrainedModel.FromConfig(
        ModelConfig.Parse(TinyModels.BertJson).With(("hidden_dropout_prob", dropout), ("attention_probs_dropout_prob", dropout)))
        .Initialize(1);

    /// <summary>LoRA on all its linear layers.</summary>
    internal static LoraConfig Lora(double dropout = 0) =>
        new(Rank: 4, Alpha: 8, TargetModules: ModuleNames.AllLinear, Dropout: dropout) { TaskType = "SEQ_CLS" };

    /// <summary>The encoder with LoRA and dropout everywhere.</summary>
    internal static PeftModel Dropping() => PeftModel.Wrap(Model(0.1), Lora(0.1));

    /// <summary>Every trained value, in the model's order.</summary>
    internal static float[] Weights(PeftModel peft) =>
        [.. peft.NamedTrainable().SelectMany(p => p.Parameter.detach().contiguous().view(-1).data<float>().ToArray())];
}
