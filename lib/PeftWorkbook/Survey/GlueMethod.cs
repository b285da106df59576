using System.Text.Json.Nodes;
using PeftWorkbook.Peft;

namespace PeftWorkbook.Survey;

/// <summary>A row of the table: a method with the settings it is run with.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="PeftTypes">The names that it may be registered under, the best first; empty is full fine-tuning.</param>
/// <param name="LearningRate">The highest learning rate.</param>
public sealed record GlueMethod(string Name, IReadOnlyList<string> PeftTypes, double LearningRate)
{
    /// <summary>Settings under PEFT's names, as JSON; what is not here is the method's default.</summary>
    public string Settings { get; init; } = "{}";

    /// <summary>Whether the whole model is trained.</summary>
    public bool IsFull => PeftTypes.Count == 0;

    /// <summary>The registered name; null where none of <see cref="PeftTypes"/> is registered.</summary>
    public string? Registered => PeftTypes.FirstOrDefault(t => PeftMethods.Names.Contains(t, StringComparer.OrdinalIgnoreCase));

    /// <summary>The methods of the table, in the survey's order of families.</summary>
    public static IReadOnlyList<GlueMethod> All { get; } =
    [
        new("full fine-tuning", [], 1e-4),
        new("BitFit", ["BITFIT"], 5e-3),
        new("RoCoFT", ["ROCOFT"], 2e-3),
        new("Houlsby adapter", ["BOTTLENECK"], 2e-3)
        {
            Settings = """{"mh_adapter": true, "original_ln_before": false, "non_linearity": "swish"}""",
        },
        new("Pfeiffer adapter", ["BOTTLENECK"], 2e-3),
        new("parallel adapter", ["BOTTLENECK"], 2e-3)
        {
            Settings = """{"is_parallel": true, "init_weights": "mam_adapter", "scaling": 4, "reduction_factor": 8}""",
        },
        new("IA3", ["IA3"], 1e-2)
        {
            Settings = """{"target_modules": ["key", "value", "output.dense"], "feedforward_modules": ["output.dense"]}""",
        },
        new("prompt tuning", ["PROMPT_TUNING"], 3e-2) { Settings = """{"num_virtual_tokens": 20}""" },
        new("prefix tuning", ["PREFIX_TUNING"], 1e-2) { Settings = """{"num_virtual_tokens": 20}""" },
        new("LoRA", ["LORA"], 2e-3) { Settings = """{"r": 8, "lora_alpha": 16, "target_modules": ["query", "value"]}""" },
        new("VeRA", ["VERA"], 2e-2) { Settings = """{"r": 256, "target_modules": ["query", "value"]}""" },
    ];

    /// <summary>The configuration.</summary>
    /// <exception cref="InvalidOperationException">It is full fine-tuning, or is not registered.</exception>
    public PeftConfig Config()
    {
        var type = Registered ?? throw new InvalidOperationException($"{Name} is not registered.");
        var json = JsonNode.Parse(Settings)!.AsObject();
        json["peft_type"] = type;
        json["task_type"] = "SEQ_CLS";
        return PeftConfig.Parse(json.ToJsonString(), Name);
    }
}
