using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using PeftWorkbook.Peft.Reparameterized.LoraStarts;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// LoRA-SB, silver bullet (arXiv 2411.19557): LoRA-XS that starts where a step of full fine-tuning would end, as far as rank r reaches:
/// <c>ΔW₀ = −η sign(∂L/∂W) = U S Vᵀ</c>, <c>W' = W + s B M A</c> with <c>B = U_r</c>, <c>A = V_rᵀ</c> frozen and M trained from
/// <c>diag(S_r) / s</c>, <c>s = alpha / r</c>. A fresh adapter changes the model. It trains r² numbers a layer; A and B are saved with
/// them. The start needs batches with labels.
/// </summary>
[PeftMethod("LORA_SB", ArXiv = "2411.19557")]
public sealed record LoraSbConfig : LowRankConfig
{
    /// <summary>η, how far the first step goes.</summary>
    [JsonPropertyName("init_lr")]
    public double StartRate { get; init; } = 1e-3;

    /// <inheritdoc/>
    protected internal override bool NeedsBatches => true;

    /// <summary>What the batches gave, by module.</summary>
    internal IReadOnlyDictionary<string, (Tensor A, Tensor M, Tensor B)>? Starts { get; init; }

    /// <inheritdoc/>
    protected internal override PeftConfig Prepare(PretrainedModel model, IReadOnlyList<ModelInput> batches) => this with
    {
        Starts = new ActivationSurvey(model, For(model)).Gradients(batches).ToDictionary(g => g.Key, g =>
        {
            using var gradient = g.Value;
            return Start(gradient);
        }),
    };

    /// <summary>The start of a layer from the gradient of its weight: <c>A [r, in]</c>, <c>M [r, r]</c>, <c>B [out, r]</c>.</summary>
    internal (Tensor A, Tensor M, Tensor B) Start(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var (u, s, vh) = Factorization.Largest(gradient.sign() * -StartRate, Rank);
        var m = (s / Scaling).diag();
        return (vh.clone().DetachFromDisposeScope(), m.DetachFromDisposeScope(), u.clone().DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site)
    {
        var (height, width) = (site.Layer.OutFeatures, site.Layer.InFeatures);
        return Starts is not null && Starts.TryGetValue(site.Module, out var start)
            ? new CoreLoraAdapter(site, this, start.A, start.M, start.B)
            : new CoreLoraAdapter(site, this, zeros(Rank, width), zeros(Rank, Rank), zeros(height, Rank));
    }
}
