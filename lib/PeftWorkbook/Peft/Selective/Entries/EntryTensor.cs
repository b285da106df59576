using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective.Entries;

/// <summary>A weight or a bias of the model that entries can be chosen from.</summary>
/// <param name="Module">The layer's outer name.</param>
/// <param name="Layer">The layer.</param>
/// <param name="IsBias">Whether it is the layer's bias.</param>
public sealed record EntryTensor(string Module, BaseLayer Layer, bool IsBias)
{
    /// <summary>Its outer name.</summary>
    public string Name => $"{Module}.{(IsBias ? "bias" : "weight")}";

    /// <summary>Its values: a weight as <see cref="BaseLayer.Weight"/> has it, a bias <c>[out]</c>.</summary>
    public Tensor Value => IsBias ? Layer.Bias! : Layer.Weight;

    /// <summary>What data say of each entry, in the shape of <see cref="Value"/>; null where no data were asked.</summary>
    public Tensor? Score { get; init; }

    /// <summary>What data say.</summary>
    /// <exception cref="InvalidOperationException">No data were asked.</exception>
    internal Tensor Scored => Score ?? throw new InvalidOperationException($"No scores are known of {Name}: give batches.");
}

/// <summary>What a rule chooses from.</summary>
/// <param name="Tensors">The tensors, in the model's order.</param>
/// <param name="ModelCount">The number of the model's parameters, tied ones once.</param>
/// <param name="WholeCount">How many of them are trained whole beside the entries.</param>
/// <param name="Seed">Seeds random choices.</param>
public sealed record EntryField(IReadOnlyList<EntryTensor> Tensors, long ModelCount, long WholeCount, long Seed);

/// <summary>The entries of one tensor that a rule has chosen.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Places">Row-major numbers of the entries, int64 <c>[n]</c>, ascending; null takes the whole tensor.</param>
public sealed record ChosenEntries(EntryTensor Tensor, Tensor? Places);
