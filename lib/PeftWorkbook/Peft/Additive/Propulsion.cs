using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Additive;

/// <summary>
/// Propulsion (arXiv 2409.10927): every output is scaled, <c>y = (W x + b) ∘ z^degree</c>, and of an embedding every
/// column. z starts at
/// one. It trains out numbers a linear layer, the width of an embedding. Without target modules it takes every linear layer and every
/// embedding, pooler and head too.
/// </summary>
[PeftMethod("PROPULSION", ArXiv = "2409.10927")]
public sealed record PropulsionConfig : LayerPeftConfig
{
    /// <summary>The power that z is raised to.</summary>
    [JsonPropertyName("degree")]
    public int Degree { get; init; } = 15;

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) => layer.Kind is LayerKind.Linear or LayerKind.Embedding;

    /// <inheritdoc/>
    protected internal override LayerPeftConfig For(nn.Module model) => TargetModules is null ? this with { TargetModules = ".*" } : this;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new PropulsionAdapter(site.Layer, Degree);
}

/// <summary>Propulsion on one layer.</summary>
public sealed class PropulsionAdapter : LayerAdapter
{
    private readonly Parameter propulsion;      // [out]
    private readonly int _degree;

    internal PropulsionAdapter(BaseLayer layer, int degree) : base(nameof(PropulsionAdapter), layer)
    {
        _degree = degree;
        propulsion = Trained(ones(layer.OutFeatures));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new(nameof(propulsion), propulsion)];

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        return (next.Call(x) * propulsion.pow(_degree)).MoveToOuterDisposeScope();
    }

    /// <summary>The bias is scaled too, since the output is.</summary>
    protected internal override Tensor? MergedBias(Tensor weight, Tensor? bias)
    {
        using var _ = no_grad();
        using var scale = propulsion.pow(_degree);
        return bias is null ? null : bias * scale;
    }

    /// <inheritdoc/>
    protected internal override Tensor MergedWeight(Tensor weight)
    {
        using var _ = no_grad();
        using var scale = propulsion.pow(_degree);
        using var shaped = Layer.Kind == LayerKind.Embedding ? scale.alias() : scale.unsqueeze(1);
        return weight * shaped;
    }
}
