using PeftWorkbook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

/// <summary>What lies below an adapter: the layer itself, or an earlier adapter on it.</summary>
/// <param name="call">What the layer takes to what it gives.</param>
/// <param name="isLayer">Whether it is the layer itself.</param>
public sealed class Below(Func<Tensor, Tensor> call, bool isLayer)
{
    /// <summary>Whether it is the layer itself, so that an adapter may go its own way through it.</summary>
    public bool IsLayer { get; } = isLayer;

    /// <summary>Computes it: <c>[…, in]</c> to <c>[…, out]</c>, a tensor that is the caller's.</summary>
    public Tensor Call(Tensor x) => call(x);
}

/// <summary>
/// What one adapter adds to one layer. A method derives from this (or from <see cref="DeltaAdapter"/> or
/// <see cref="WeightAdapter"/>,
/// which say how an update of the weight acts): its tensors, how they act, how they fold into the weight, and how they
/// are saved.
/// </summary>
/// <param name="name">The class's name.</param>
/// <param name="layer">The layer under it.</param>
public abstract class LayerAdapter(string name, BaseLayer layer) : Module(name)
{
    private AdapterSwitch? _switch;
    private IReadOnlyDictionary<string, LayerAdapter>? _siblings;

    /// <summary>The layer under it.</summary>
    protected internal BaseLayer Layer { get; } = layer;

    /// <summary>The input of the model in this pass; null outside one.</summary>
    protected ModelInput? Input => _switch?.Input;

    /// <summary>Which rows of <see cref="Input"/> the layer sees now, int64 <c>[rows]</c>; null means all.</summary>
    protected Tensor? InputRows => _switch?.Rows;

    /// <summary>
    /// The ids that this pass was given, <c>[batch, seq]</c>, of the rows that go through this adapter; null where
    /// there are none.
    /// </summary>
    protected Tensor? InputIds => Input?.InputIds is { } ids && _switch?.Rows is { } rows ? ids.index_select(0, rows) : Input?.InputIds;

    /// <summary>
    /// Which positions are text, 1 or 0, <c>[batch, seq]</c> of the rows that go through this adapter; null where there
    /// is no padding, and in encoder-decoders, whose layers do not know which side's padding they see.
    /// </summary>
    private protected Tensor? Text => Input?.AttentionMask is not { } mask || _switch!.IsEncoderDecoder
        ? null
        : InputRows is { } rows ? mask.index_select(0, rows) : mask;

    /// <summary>All adapters of the layer, by name; this one is among them.</summary>
    protected IReadOnlyDictionary<string, LayerAdapter> Siblings => _siblings ?? new Dictionary<string, LayerAdapter>();

    /// <summary>A parameter with these first values, of the layer's dtype and on its device.</summary>
    protected Parameter Trained(Tensor start)
    {
        var weight = Layer.Weight;
        return new(start.to(weight.dtype, weight.device));
    }

    /// <summary>The adapted output.</summary>
    /// <param name="x">What the layer takes: <c>[…, in]</c>.</param>
    /// <param name="next">What lies below.</param>
    /// <returns><c>[…, out]</c>.</returns>
    protected internal abstract Tensor Forward(Tensor x, Below next);

    /// <summary>
    /// Its tensors: those that are trained, those that are saved, and those that are drawn again from a seed.
    /// </summary>
    protected internal abstract IEnumerable<AdapterTensor> State { get; }

    /// <summary>
    /// What the file holds, where that is not <see cref="State"/> itself; then <see cref="Import"/> reads it back.
    /// </summary>
    protected internal virtual IEnumerable<(string Suffix, Tensor Tensor)> Export() =>
        State.Where(s => s.IsSaved).Select(s => (s.Suffix, s.Tensor));

    /// <summary>Takes a tensor that <see cref="Export"/> has a place for.</summary>
    protected internal virtual void Import(string suffix, Tensor value)
    {
        using var _ = no_grad();
        State.First(s => s.Suffix == suffix).Tensor.copy_(value);
    }

    /// <summary>
    /// The weight that the layer has while this adapter is active, where the method moves part of it into the adapter
    /// (PiSSA); null where the weight stays.
    /// The original comes back, bit for bit, when the adapter is no longer active.
    /// </summary>
    /// <param name="weight">The weight without this adapter.</param>
    protected internal virtual Tensor? Rebase(Tensor weight) => null;

    /// <summary>Whether <see cref="Rebase"/> gives a weight of its own.</summary>
    protected internal virtual bool MovesBase => Initial.Any();

    /// <summary>
    /// What <see cref="Rebase"/> needs of the adapter's start, under the suffixes of the tensors that started so; it is
    /// saved beside the adapter, since the trained values do not tell it.
    /// </summary>
    protected internal virtual IEnumerable<(string Suffix, Tensor Tensor)> Initial => [];

    /// <summary>What it draws again and again in training, under names as the suffixes of <see cref="State"/>.</summary>
    protected internal virtual IEnumerable<(string Suffix, RepeatedDraws Draws)> Draws => [];

    /// <summary>What the method adds to the loss, a scalar that is the caller's; null where it adds nothing.</summary>
    protected internal virtual Tensor? Regularisation() => null;

    /// <summary>Comes between the backward pass and the optimiser's step.</summary>
    protected internal virtual void BeforeStep()
    {
    }

    /// <summary>Comes after the optimiser's step.</summary>
    /// <param name="step">The step's number, counted from 0.</param>
    protected internal virtual void AfterStep(int step)
    {
    }

    /// <summary>
    /// Whether it must see every position, where the model would compute its last layer for the first one alone.
    /// </summary>
    protected internal virtual bool NeedsAllPositions => false;

    /// <summary>Whether the adapter can be folded into the weight.</summary>
    protected internal virtual bool CanMerge => true;

    /// <summary>
    /// The weight, in <see cref="BaseLayer.Weight"/>'s shape, that without the adapter computes what the adapted layer
    /// computes.
    /// </summary>
    /// <exception cref="NotSupportedException">The method cannot be merged.</exception>
    protected internal virtual Tensor MergedWeight(Tensor weight) =>
        throw new NotSupportedException($"{GetName()} cannot be merged into the weight.");

    /// <summary>The bias to that weight; by default the layer's own.</summary>
    /// <param name="weight">The weight before the merge.</param>
    /// <param name="bias">The bias before the merge; null where there is none.</param>
    protected internal virtual Tensor? MergedBias(Tensor weight, Tensor? bias) => bias;

    /// <summary>
    /// The axis of the layer's input that counts the batch: encoders keep their hidden states <c>[seq, batch, dim]</c>,
    /// decoders
    /// <c>[batch, seq, dim]</c>, and what has two axes is <c>[batch, dim]</c>.
    /// </summary>
    protected int BatchAxis(Tensor x) => _switch?.BatchAxis(x, Layer.Kind) ?? 0;

    internal void Join(IReadOnlyDictionary<string, LayerAdapter> siblings, AdapterSwitch @switch) =>
        (_siblings, _switch) = (siblings, @switch);
}
