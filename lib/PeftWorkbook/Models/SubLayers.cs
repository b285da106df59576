using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models;

/// <summary>The parts of a transformer layer whose outputs are added to the residual stream.</summary>
public enum SubLayerKind
{
    /// <summary>Attention to the layer's own input.</summary>
    SelfAttention,

    /// <summary>A decoder's attention to the encoder's output.</summary>
    CrossAttention,

    /// <summary>The feed-forward net.</summary>
    FeedForward,
}

/// <summary>A part of a layer whose output h meets the residual input s: <c>h + s</c>, which BERT and its kin then normalise.</summary>
/// <param name="Kind">Which part it is.</param>
/// <param name="Name">Its module's name within the layer; of a whole model's parts, within the model.</param>
/// <param name="HubName">Where AdapterHub keeps the adapters of that part, within the layer or the model.</param>
/// <param name="Layer">The layer's number; a decoder's layers follow those of its encoder.</param>
internal sealed record SubLayer(SubLayerKind Kind, string Name, string HubName, int Layer = 0)
{
    /// <summary>The parts of all layers of a model, in its order.</summary>
    internal static IReadOnlyList<SubLayer> Of(Module model) =>
    [
        .. model.named_modules().Where(m => m.module is IHasSubLayers).SelectMany((m, layer) => ((IHasSubLayers)m.module).SubLayers
            .Select(s => s with { Name = $"{m.name}.{s.Name}", HubName = $"{m.name}.{s.HubName}", Layer = layer })),
    ];
}

/// <summary>A transformer layer, which tells the parts that it adds to the residual stream.</summary>
internal interface IHasSubLayers
{
    /// <summary>The parts, in the order in which they run.</summary>
    IReadOnlyList<SubLayer> SubLayers { get; }
}

/// <summary>What a sub-layer's output meets.</summary>
/// <param name="Input">The residual input s, of the output's shape: <c>[batch, seq, dim]</c>, or <c>[seq, batch, dim]</c> where the
/// model has its states so. Where the norm comes first, s is not normalised.</param>
/// <param name="Norm">The layer's norm of the sum; null where the norm comes before the sub-layer.</param>
internal readonly record struct ResidualSum(Tensor Input, Module<Tensor, Tensor>? Norm)
{
    /// <summary><c>norm(h + s)</c>, or <c>h + s</c>.</summary>
    internal Tensor Of(Tensor h)
    {
        var sum = h + Input;
        if (Norm is null)
        {
            return sum;
        }

        using (sum)
        {
            return Norm.call(sum);
        }
    }
}

/// <summary>
/// What an adapter does between a sub-layer and the residual stream. Of several in one place each takes what the one before gave, and
/// the last one finishes. Tensors that they give are the caller's.
/// </summary>
internal interface ISubLayerAdapter
{
    /// <summary>What goes on in place of the sub-layer's output.</summary>
    /// <param name="h">The output, or what an earlier adapter made of it.</param>
    /// <param name="sum">What it meets.</param>
    Tensor Adapt(Tensor h, ResidualSum sum);

    /// <summary>How it joins the stream.</summary>
    /// <param name="z">What <see cref="Adapt"/> gave.</param>
    /// <param name="h">The sub-layer's own output.</param>
    /// <param name="sum">What it meets.</param>
    Tensor Finish(Tensor z, Tensor h, ResidualSum sum) => sum.Of(z);
}

/// <summary>The adapters of a pass, by layer and part.</summary>
internal sealed class SubLayerAdapters
{
    private readonly ILookup<(int Layer, SubLayerKind Kind), ISubLayerAdapter> _adapters;

    private SubLayerAdapters(IEnumerable<(int Layer, SubLayerKind Kind, ISubLayerAdapter Adapter)> all)
    {
        All = [.. all];
        _adapters = All.ToLookup(a => (a.Layer, a.Kind), a => a.Adapter);
    }

    private IReadOnlyList<(int Layer, SubLayerKind Kind, ISubLayerAdapter Adapter)> All { get; }

    /// <summary>These adapters, and behind them those that are there already.</summary>
    internal static SubLayerAdapters Before(
        SubLayerAdapters? later, IEnumerable<(int Layer, SubLayerKind Kind, ISubLayerAdapter Adapter)> adapters) =>
        new(adapters.Concat(later?.All ?? []));

    /// <summary>Joins a sub-layer's output to the stream, through the adapters that sit there.</summary>
    internal static Tensor Join(SubLayerAdapters? adapters, int layer, SubLayerKind kind, Tensor h, ResidualSum sum)
    {
        if (adapters is null || !adapters._adapters.Contains((layer, kind)))
        {
            return sum.Of(h);
        }

        using var scope = NewDisposeScope();
        List<ISubLayerAdapter> here = [.. adapters._adapters[(layer, kind)]];
        var z = here.Aggregate(h, (state, adapter) => adapter.Adapt(state, sum));
        return here[^1].Finish(z, h, sum).MoveToOuterDisposeScope();
    }
}
