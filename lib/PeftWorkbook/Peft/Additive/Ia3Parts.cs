using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Additive;

/// <summary>
/// (IA)³ on parts of a linear layer's output, with a constant or a gate beside l: <c>y = (W x + b) ∘ s l</c>, where s
/// is a constant, or the mean over the sequence of <c>σ(w x + b)</c> for each part.
/// </summary>
internal sealed class Ia3PartsAdapter : LayerAdapter
{
    private readonly Parameter ia3_l;
    private readonly SequenceGate? gate;
    private readonly OutputParts _parts;
    private readonly double _scaling, _rest;
    private readonly bool _seesPadding;

    internal Ia3PartsAdapter(AdapterSite site, Ia3Config config) : base(nameof(Ia3PartsAdapter), site.Layer)
    {
        using var draws = new Draws(site.Seed);
        _parts = OutputParts.Of(site.Layer, site.Module, config.AdaptedParts);
        (_scaling, _seesPadding) = (config.Scaling ?? 1, config.GatesSeePadding == true);
        _rest = config.ScalesOtherParts == true && config.UseGating != true ? _scaling : 1;
        var size = _parts.Count * _parts.Width;
        ia3_l = Trained(config.Start.IsRandom ? draws.Normal(1, size, 1) : ones(size, 1));
        gate = config.UseGating == true ? new(Layer.InFeatures, _parts.Count, site.Seed, Layer.Weight) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override bool CanMerge => gate is null;

    /// <inheritdoc/>
    protected internal override bool NeedsAllPositions => gate is not null;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new(nameof(ia3_l), ia3_l), .. gate?.State ?? []];

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var gates = gate?.Of(x, BatchAxis(x), _seesPadding ? null : Text).chunk(_parts.Count, -1);
        return (next.Call(x) * Factors(gates)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor MergedWeight(Tensor weight)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return (weight * Factors(null).unsqueeze(1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor? MergedBias(Tensor weight, Tensor? bias)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return bias is null ? null : (bias * Factors(null)).MoveToOuterDisposeScope();
    }

    // [out], or a row for each of the batch's: what the output is multiplied by
    private Tensor Factors(Tensor[]? gates)
    {
        var parts = _parts.Split(ia3_l.flatten()).Select((l, i) => gates is null ? l * _scaling : l * gates[i]).ToList();
        return _parts.Spread(parts, rest: _rest);
    }
}
