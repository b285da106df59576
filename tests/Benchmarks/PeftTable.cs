using System.Globalization;
using System.Text.Json.Nodes;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Prompt;
using PeftWorkbook.Training;
using TorchSharp.Engine;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// Step time and peak tensor memory of every registered method with its default settings, against full fine-tuning of the same
/// MiniLM-shaped classifier: 32 texts of 32 random tokens. What a method leaves to its user is given: 20 virtual tokens, block sizes
/// that divide the model's, the task of each row. A method that such a model cannot carry is named with its reason.
/// </summary>
internal sealed class PeftTable : Benchmark
{
    private const int Batch = 32, Length = 32;

    private sealed record Cost(double Milliseconds, double Megabytes, long Trained);

    // What has no default that fits this model.
    private static readonly Dictionary<string, string> s_given = new()
    {
        ["C3A"] = """{"block_size": 128}""",
        ["SK_TUNING"] = """{"token_ids": [2054, 2003, 1996, 2801, 2013, 1037, 2204, 6251]}""",
        ["TRAINABLE_TOKENS"] = """{"token_indices": [100, 101, 102]}""",
        ["VBLORA"] = """{"vector_length": 128}""",
    };

    internal override IReadOnlyList<string> Names { get; } = ["peft-table"];

    internal override IEnumerable<string> Run()
    {
        var full = Measure(null);
        yield return Row("full fine-tuning", full, full);
        yield return LoraStep.Anchor("hand", Batch, Length) is { } prototype
            ? string.Create(CultureInfo.InvariantCulture, $"bench peft-table LORA in plain PyTorch: {prototype:F1} ms a step")
            : Missing("peft-table LORA in plain PyTorch", "it needs ../shared/prototypes and a PyTorch");
        foreach (var name in PeftMethods.Names)
        {
            Cost? figures = null;
            string? fault = null;
            try
            {
                figures = Measure(Config(name));
            }
            catch (Exception e)
            {
                fault = (e.InnerException ?? e).Message.Split('\n')[0];
            }

            yield return figures is not null ? Row(name, figures, full) : Missing($"peft-table {name}", fault!);
        }
    }

    private static PeftConfig Config(string name)
    {
        var json = JsonNode.Parse(s_given.GetValueOrDefault(name, "{}"))!.AsObject();
        (json["peft_type"], json["task_type"]) = (name, "SEQ_CLS");
        var config = PeftConfig.Parse(json.ToJsonString(), name);
        return config is PromptConfig { VirtualTokens: 0 } prompt ? prompt with { VirtualTokens = 20 } : config;
    }

    private static string Row(string name, Cost ours, Cost full) => string.Create(
        CultureInfo.InvariantCulture,
        $"bench peft-table {name}: {ours.Milliseconds:F1} ms a step, {ours.Megabytes:F0} MB at the peak beyond the weights, " +
        $"{ours.Trained:N0} trained; full fine-tuning over this: time {full.Milliseconds / ours.Milliseconds:F2}, " +
        $"memory {full.Megabytes / ours.Megabytes:F2}");

    private static Cost Measure(PeftConfig? config)
    {
        Settle();
        using var scope = NewDisposeScope();
        manual_seed(0);
        using var model = PretrainedModel.FromConfig(ModelConfig.Parse(MiniLmLora.Config), ModelTask.SequenceClassification).Initialize(0);
        var idle = CpuMemory.InUse;
        var input = new ModelInput(randint(5, 30000, new long[] { Batch, Length }))
        {
            Labels = randint(0, 2, new long[] { Batch }),
            TaskIds = zeros(Batch, dtype: ScalarType.Int64),
        };
        var peft = config is null ? null : PeftModel.Wrap(model, config, batches: [input]);
        using var trainer = new Trainer(peft is null ? model : peft, new TrainerSettings());
        trainer.Step(input, 1e-5);
        CpuMemory.ResetPeak();
        var time = MedianMilliseconds(7, () => trainer.Step(input, 1e-5));
        var trained = model.parameters().Where(p => p.requires_grad).Sum(p => p.numel());
        var figures = new Cost(time, (CpuMemory.Peak - idle) / 1e6, peft?.TrainableParameters().Trainable ?? trained);
        peft?.Dispose();
        return figures;
    }

    // What the method before left to the finalizer would be freed meanwhile, and count for less.
    private static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
