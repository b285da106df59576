using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using PeftWorkbook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Additive;

/// <summary>
/// SSF, scaling and shifting features (arXiv 2210.08823): behind every linear layer, patch embedding and norm, <c>y = γ ∘ x +
/// β</c>. γ starts near one and β near zero, <c>N(1, σ)</c> and <c>N(0, σ)</c>, so a fresh adapter changes the model a little. It
/// trains two numbers a channel and folds into the weights of layers that have a bias.
/// </summary>
[PeftMethod("SSF", ArXiv = "2210.08823")]
public sealed record SsfConfig : LayerPeftConfig
{
    /// <summary>σ of the start.</summary>
    [JsonPropertyName("init_std")]
    public double Deviation { get; init; } = 0.02;

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) => layer.Kind != LayerKind.Embedding;

    /// <summary>Without target modules it takes every layer but the output head.</summary>
    protected internal override LayerPeftConfig For(nn.Module model)
    {
        var heads = (model as PretrainedModel)?.OutputHeads.Select(Regex.Escape).ToList() ?? [];
        return TargetModules is not null ? this
            : this with { TargetModules = heads.Count == 0 ? ".*" : $@"(?!(?:{string.Join('|', heads)})(?:\.|$)).*" };
    }

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new SsfAdapter(site, Deviation);
}

/// <summary>SSF on one layer.</summary>
public sealed class SsfAdapter : LayerAdapter
{
    private readonly Parameter ssf_scale;
    private readonly Parameter ssf_shift;

    internal SsfAdapter(AdapterSite site, double deviation) : base(nameof(SsfAdapter), site.Layer)
    {
        using var draws = new Draws(site.Seed);
        ssf_scale = Trained(draws.Normal(deviation, Layer.OutFeatures).add_(1));
        ssf_shift = Trained(draws.Normal(deviation, Layer.OutFeatures));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        [new(nameof(ssf_scale), ssf_scale), new(nameof(ssf_shift), ssf_shift)];

    /// <inheritdoc/>
    protected internal override bool CanMerge => Layer.Bias is not null;

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        return ((next.Call(x) * ssf_scale) + ssf_shift).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor MergedWeight(Tensor weight)
    {
        using var _ = no_grad();
        return weight * ssf_scale.view([-1, .. Enumerable.Repeat(1L, (int)weight.dim() - 1)]);
    }

    /// <inheritdoc/>
    protected internal override Tensor? MergedBias(Tensor weight, Tensor? bias)
    {
        using var _ = no_grad();
        return (bias! * ssf_scale) + ssf_shift;
    }
}
