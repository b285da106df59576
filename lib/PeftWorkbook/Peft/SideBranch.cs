using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>What is computed beside a sub-layer and added to its output.</summary>
/// <param name="name">The class's name.</param>
internal abstract class SideBranch(string name) : nn.Module(name), ISubLayerAdapter
{
    /// <summary>The branch's output, of the sub-layer's shape; in the caller's scope.</summary>
    /// <param name="sum">What the sub-layer read, and the residual input that its output meets.</param>
    private protected abstract Tensor Branch(ResidualSum sum);

    Tensor ISubLayerAdapter.Adapt(Tensor h, ResidualSum sum)
    {
        using var scope = NewDisposeScope();
        return (h + Branch(sum)).MoveToOuterDisposeScope();
    }
}

/// <summary>The settings of methods that put a small net beside sub-layers. None of them can be merged.</summary>
public abstract record SideBranchConfig : HeadedPeftConfig
{
    /// <summary>The numbers of the transformer layers that get branches; null means all.</summary>
    [JsonPropertyName("layers_to_transform")]
    [JsonConverter(typeof(IntOrListConverter))]
    public IReadOnlyList<int>? LayersToTransform { get; init; }

    /// <summary>The parts of a layer that get branches.</summary>
    private protected abstract IReadOnlyList<SubLayerKind> Kinds { get; }

    /// <summary>Whether a branch computes across positions.</summary>
    private protected virtual bool Mixes => false;

    /// <summary>Makes a branch.</summary>
    private protected abstract SideBranch CreateBranch(PretrainedModel body, Generator generator);

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed)
    {
        var body = model.Model as PretrainedModel
            ?? throw new ArgumentException($"{PeftType} takes a model of the workbook, and not {model.Model.GetName()}.");
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var places = SubLayer.Of(body).Where(p => Kinds.Contains(p.Kind) && LayersToTransform?.Contains(p.Layer) != false).ToList();
        return places.Count == 0
            ? throw new ArgumentException($"{PeftType} finds no layer of {body.GetName()} to stand beside: look at layers_to_transform.")
            : new SideBranchAttachment(model, adapter, this, [.. places.Select(p => (p, CreateBranch(body, generator)))], Mixes);
    }
}

/// <summary>Branches beside the sub-layers of a model.</summary>
internal sealed class SideBranchAttachment : ModelAttachment
{
    private const string Prefix = "base_model.model.";

    private readonly IReadOnlyList<(SubLayer Place, SideBranch Branch)> _branches;
    private readonly bool _mixes;

    internal SideBranchAttachment(
        PeftModel model, string adapter, SideBranchConfig config, IReadOnlyList<(SubLayer Place, SideBranch Branch)> branches, bool mixes)
        : base(model, adapter, config, config.ModulesToSave, Prefix)
    {
        (_branches, _mixes) = (branches, mixes);
        var like = model.Model.parameters().First(p => p.is_floating_point());
        foreach (var (place, branch) in branches)
        {
            Own($"{Prefix}{place.Name}.", branch, like);
        }
    }

    /// <summary>The branches, in the order in which they run.</summary>
    internal IReadOnlyList<(SubLayer Place, SideBranch Branch)> Branches => _branches;

    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model) => model(input with
    {
        SubLayerAdapters = SubLayerAdapters.Before(
            input.SubLayerAdapters, _branches.Select(b => (b.Place.Layer, b.Place.Kind, (ISubLayerAdapter)b.Branch))),
        NeedsAllPositions = input.NeedsAllPositions || _mixes,
    });
}
