using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized.LoraOptions;

/// <summary>
/// LoRA with an update of its own for each part of the output, as on GPT-2's one matrix of queries, keys and values: A
/// <c>[n r, in]</c> and B <c>[n out/N, r]</c> for n of N parts. With gates (UniPELT, arXiv 2110.07577) the mean over
/// the sequence of <c>σ(w x + b)</c> takes the place of s.
/// </summary>
/// <param name="Parts">Which parts are adapted, by modules; others are one part.</param>
/// <param name="IsGated">Whether gates take the place of s.</param>
internal sealed record PartsOption(IReadOnlyDictionary<string, IReadOnlyList<bool>>? Parts, bool IsGated) : ILoraOption
{
    public string Name => IsGated ? "gated" : "LoRA on parts";

    public LoraAdapter? Create(LoraPlace place, AdapterSite site)
    {
        var parts = OutputParts.Of(place.Layer, place.Module, Parts);
        return place.Config.HasBias
            ? throw new ArgumentException($"{Name} has no bias of its own: leave lora_bias off.")
            : parts.IsSplit || IsGated ? new PartsAdapter(place, parts, IsGated) : null;
    }
}

/// <summary>LoRA on parts of one linear layer's output, or with gates.</summary>
internal sealed class PartsAdapter : LoraAdapter
{
    private readonly OutputParts _parts;
    private readonly SequenceGate? _gate;

    internal PartsAdapter(LoraPlace place, OutputParts parts, bool isGated) : base(place)
    {
        _parts = parts;
        if (isGated)
        {
            _gate = new(place.In, parts.Count, place.Seed, Layer.Weight);
            register_module("gate", _gate);
        }
    }

    /// <inheritdoc/>
    protected internal override bool CanMerge => _gate is null;

    /// <inheritdoc/>
    protected internal override bool NeedsAllPositions => _gate is not null;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => base.State.Concat(_gate?.State ?? []);

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var parts = _parts.Split(A).Zip(_parts.Split(B), (a, b) => b.mm(a) * Scaling).ToList();
        return _parts.Spread(parts, axis: 0).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var input = training && Dropout > 0 ? F.dropout(x, Dropout) : x;
        var narrow = F.linear(input, A).chunk(_parts.Count, -1);
        var gates = _gate?.Of(x, BatchAxis(x), Place.Config.GatesSeePadding == true ? null : Text).chunk(_parts.Count, -1);
        var parts = _parts.Split(B).Select((b, i) => Scaled(F.linear(narrow[i], b), gates?[i])).ToList();
        return (next.Call(x) + _parts.Spread(parts)).MoveToOuterDisposeScope();
    }

    private Tensor Scaled(Tensor update, Tensor? gate) => gate is null ? update * Scaling : update * gate;

    /// <summary>Each part's factors are drawn from a seed of their own.</summary>
    protected override LoraFactors Start(LoraPlace place)
    {
        var parts = OutputParts.Of(place.Layer, place.Module, place.Config.AdaptedParts);
        List<LoraFactors> drawn =
            [.. Enumerable.Range(0, parts.Count).Select(i => base.Start(place with { Seed = place.Seed + (i * 7919L) }))];
        if (drawn.Exists(d => d.MovesBase))
        {
            throw new ArgumentException(
                "LoRA on parts of a layer's output, or with gates, cannot start from the weight: choose another init_lora_weights.");
        }

        var (a, b) = (drawn.Select(d => d.A), drawn.Select(d => d.B.narrow(0, 0, parts.Width)));
        return new(cat([.. a]), cat([.. b])) { TrainsB = drawn[0].TrainsB };
    }
}
