using System.Text.Json.Serialization;
using PeftWorkbook.Models;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// Visual prompt tuning (arXiv 2203.12119): trained vectors between a vision transformer's class token and its patches, behind the
/// position embeddings, <c>[x_cls, P, x₁ … x_n]</c>. Deep, every block has its own in place of what the block before made of its.
/// They start uniform in <c>±√(6 / (3 patch² + D))</c>. It trains <c>n D</c> numbers, deep <c>L n D</c>.
/// </summary>
[PeftMethod("VPT", ArXiv = "2203.12119")]
public sealed record VptConfig : PeftConfig
{
    /// <summary>n, the number of prompts.</summary>
    [JsonPropertyName("num_virtual_tokens")]
    public int VirtualTokens { get; init; } = 10;

    /// <summary>Whether every block has prompts of its own.</summary>
    [JsonPropertyName("deep")]
    public bool IsDeep { get; init; }

    /// <summary>The share of the prompts' numbers that is dropped in training.</summary>
    [JsonPropertyName("prompt_dropout")]
    public double Dropout { get; init; }

    /// <summary>Modules that are trained whole and saved with the prompts, such as a new classifier.</summary>
    [JsonPropertyName("modules_to_save")]
    public IReadOnlyList<string>? ModulesToSave { get; init; }

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) =>
        model.Model is not PretrainedModel body || !body.Config.Has("patch_size")
            ? throw new NotSupportedException($"VPT takes a vision transformer of the workbook, and not {model.Model.GetName()}.")
            : VirtualTokens < 1
                ? throw new ArgumentException($"VPT has {VirtualTokens} prompts: give num_virtual_tokens a number above zero.")
                : new VptAttachment(model, body, adapter, this, seed);
}
