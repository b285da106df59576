using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective;

/// <summary>SpIEL's differences on one layer, and where they move to.</summary>
public sealed class SpielAdapter : DeltaAdapter
{
    private readonly Parameter spiel_values;    // [K]
    private readonly Tensor spiel_indices;      // int32 [K], row-major numbers in [out, in]
    private Tensor? _probe;
    private Tensor? _candidates, _sum;          // [K]: the entries of largest gradient at first, and their gradients' sum
    private MomentRestart? _restart;

    internal SpielAdapter(AdapterSite site, long count) : base(nameof(SpielAdapter), site.Layer)
    {
        using var draws = new Draws(site.Seed);
        var (sorted, _) = draws.Places(count, Layer.OutFeatures, Layer.InFeatures).sort();
        spiel_values = Trained(zeros(count));
        spiel_indices = sorted.to(ScalarType.Int32, Layer.Weight.device);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        return SparseUpdate.Dense(Layer.OutFeatures, Layer.InFeatures, Places(), spiel_values).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        [new(nameof(spiel_values), spiel_values), new(nameof(spiel_indices), spiel_indices, IsTrained: false)];

    /// <inheritdoc/>
    protected override Tensor Updated(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var updated = SparseUpdate.Add(weight, Places(), spiel_values);
        return (_probe is not null && training && is_grad_enabled() ? updated + _probe : updated).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override void Import(string suffix, Tensor value)
    {
        if (suffix == nameof(spiel_indices))
        {
            Entries.TrainedEntries.Check(value, Layer.Weight.numel(), suffix);
        }

        base.Import(suffix, value);
    }

    /// <summary>Zeros <c>[out, in]</c> whose gradient is that of W', while gradients are summed.</summary>
    internal Tensor? Probe => _probe;

    /// <summary>From now on the gradients of W' are summed.</summary>
    internal void Listen()
    {
        Forget();
        _probe = zeros_like(Layer.Weight).DetachFromDisposeScope();
        _probe.requires_grad = true;
    }

    /// <inheritdoc/>
    protected internal override void BeforeStep()
    {
        if (_probe?.grad is not { } gradient)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var flat = gradient.reshape(-1);
        _candidates ??= flat.abs().topk((int)spiel_values.numel(), sorted: false).indexes.DetachFromDisposeScope();
        _sum ??= zeros_like(_candidates, flat.dtype).DetachFromDisposeScope();
        _sum.add_(flat.index_select(0, _candidates));
        _probe.grad = null;
    }

    /// <summary>Drops the smallest differences and grows as many at the candidates of largest summed gradient.</summary>
    /// <param name="share">The share of the differences that may move.</param>
    internal void Select(double share)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        if (_candidates is not null)
        {
            var places = Places();
            var moving = spiel_values.abs().topk((int)(share * spiel_values.numel()), largest: false).indexes;
            var dropped = Marked(places.index_select(0, moving));
            var stays = Marked(places).logical_and(dropped.logical_not());
            var isFree = stays.index_select(0, _candidates).logical_not();
            var (free, gradients) = (_candidates.masked_select(isFree), _sum!.masked_select(isFree).abs());
            var grown = free.index_select(0, gradients.topk((int)Math.Min(moving.numel(), free.numel())).indexes);

            // What is dropped and grown at once stays as it is.
            moving = moving.masked_select(Marked(grown).index_select(0, places.index_select(0, moving)).logical_not());
            grown = grown.masked_select(dropped.index_select(0, grown).logical_not());
            moving = moving.narrow(0, 0, grown.numel());
            spiel_indices.index_copy_(0, moving, grown.to_type(ScalarType.Int32));
            spiel_values.index_fill_(0, moving, 0);
            _restart = grown.numel() == 0 ? null : new(spiel_values, moving.DetachFromDisposeScope());
        }

        Forget();
    }

    /// <summary>Which differences have moved since the last call.</summary>
    internal IEnumerable<MomentRestart> TakeRestarts()
    {
        var taken = _restart;
        _restart = null;
        return taken is null ? [] : [taken];
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Forget();
            _restart?.Entries.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Forget()
    {
        _probe?.Dispose();
        _candidates?.Dispose();
        _sum?.Dispose();
        (_probe, _candidates, _sum) = (null, null, null);
    }

    private Tensor Places() => spiel_indices.to_type(ScalarType.Int64);

    private Tensor Marked(Tensor places) =>
        zeros(Layer.Weight.numel(), ScalarType.Bool, places.device).index_fill(0, places, true);
}
