using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective.Entries;

/// <summary>The places that are trained in the tensors of one layer.</summary>
/// <param name="Weight">Those of the weight; null for none.</param>
/// <param name="Bias">Those of the bias; null for none.</param>
internal sealed record LayerEntries(EntryPlaces? Weight, EntryPlaces? Bias);

/// <summary>Places in a tensor.</summary>
/// <param name="Numbers">Row-major numbers, int64 <c>[n]</c>; null means all.</param>
internal sealed record EntryPlaces(Tensor? Numbers);

/// <summary>
/// Chosen entries of a layer's weight and bias, trained where the method's rule puts them. A weight counts its entries row by row as
/// <see cref="BaseLayer.Weight"/> has them, <c>[out, in]</c> of a linear layer however it is stored.
/// </summary>
public sealed class EntriesAdapter : WeightAdapter
{
    private readonly TrainedEntries? weight;
    private readonly TrainedEntries? bias;
    private readonly EntriesAdapter? _owner;

    internal EntriesAdapter(BaseLayer layer, LayerEntries entries, EntryStorage storage) : base(nameof(EntriesAdapter), layer)
    {
        weight = entries.Weight is { } w ? new(layer.Weight, w.Numbers, storage) : null;
        bias = entries.Bias is { } b ? new(layer.Bias!, b.Numbers, storage) : null;
        RegisterComponents();
    }

    /// <summary>The same entries in a head whose weight is an embedding's.</summary>
    internal EntriesAdapter(BaseLayer head, EntriesAdapter owner) : base(nameof(EntriesAdapter), head)
    {
        RegisterComponents();   // before it knows its owner, which is no child of it
        _owner = owner;
    }

    /// <summary>How many entries are trained.</summary>
    public long Count => (weight?.Count ?? 0) + (bias?.Count ?? 0);

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        (weight?.State("weight") ?? []).Concat(bias?.State("bias") ?? []);

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Suffix, Tensor Tensor)> Export() =>
        (weight?.Export("weight") ?? []).Concat(bias?.Export("bias") ?? []);

    /// <inheritdoc/>
    public override Tensor Transform(Tensor given) => (_owner?.weight ?? weight)?.Apply(given) ?? given.alias();

    /// <inheritdoc/>
    public override Tensor? TransformBias(Tensor given, Tensor? givenBias) =>
        bias is null ? givenBias : bias.Apply(givenBias!);

    /// <inheritdoc/>
    protected internal override void AfterStep(int step)
    {
        weight?.Settle();
        bias?.Settle();
    }

    /// <inheritdoc/>
    protected internal override void Import(string suffix, Tensor value)
    {
        if (suffix.EndsWith("_indices", StringComparison.Ordinal))
        {
            var tensor = suffix.StartsWith("bias", StringComparison.Ordinal) ? Layer.Bias! : Layer.Weight;
            TrainedEntries.Check(value, tensor.numel(), suffix);
        }

        base.Import(suffix, value);
    }
}
