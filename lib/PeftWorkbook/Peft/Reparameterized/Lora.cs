using System.Text.Json.Serialization;
using PeftWorkbook.Models;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// LoRA (arXiv 2106.09685): the frozen weight gets a low-rank update, <c>W' = W + s B A</c> with <c>A [r, in]</c>, <c>B
/// [out, r]</c> and
/// <c>s = alpha / r</c>. B starts at zero, so the fresh adapter changes nothing. It trains <c>r (in + out)</c> numbers
/// a layer.
/// What changes the update is an option of its own (<see cref="ILoraOption"/>), how it starts a
/// <see cref="LoraStart"/>.
/// </summary>
[PeftMethod("LORA", ArXiv = "2106.09685")]
public sealed partial record LoraConfig : LayerPeftConfig, ITrainsBiases
{
    /// <summary>PEFT's defaults: rank 8, alpha 8.</summary>
    [JsonConstructor]
    public LoraConfig()
    {
    }

    /// <summary>The settings that are most often given.</summary>
    /// <param name="Rank">r, the rank of the update.</param>
    /// <param name="Alpha">The update is scaled by alpha / r.</param>
    /// <param name="TargetModules">The layers; null takes the family's queries and values.</param>
    /// <param name="Dropout">The share of the adapter's input that is dropped in training.</param>
    public LoraConfig(int Rank, double Alpha, ModuleNames? TargetModules = null, double Dropout = 0)
    {
        (this.Rank, this.Alpha, this.Dropout) = (Rank, Alpha, Dropout);
        this.TargetModules = TargetModules;
    }

    /// <summary>What the update of a module is multiplied by.</summary>
    public double Scaling(string module)
    {
        var (rank, alpha) = (RankOf(module), Patterned(AlphaPattern, module, Alpha));
        return UseRsLora ? alpha / Math.Sqrt(rank) : alpha / rank;
    }

    /// <summary>r, in a module.</summary>
    public int RankOf(string module) => Patterned(RankPattern, module, Rank);

    /// <inheritdoc/>
    protected internal override ModuleNames? Targets => TargetParameters is { Count: > 0 } parameters
        ? ModuleNames.Union(TargetModules, parameters.Select(ModuleOf))
        : TargetModules;

    /// <inheritdoc/>
    protected internal override bool SavesEmbeddings => true;

    /// <inheritdoc/>
    protected internal override bool TiesWeights => EnsureWeightTying;

    /// <inheritdoc/>
    protected internal override bool NeedsBatches => Start.NeedsBatches;

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) =>
        LoraShape.Fits(layer) && (Option is not { } option || option.Fits(layer));

    /// <inheritdoc/>
    protected internal override PeftConfig Prepare(PretrainedModel model, IReadOnlyList<ModelInput> batches) =>
        Start.Prepare(model, this, batches);

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) => LayerReplication is null
        ? base.Attach(model, adapter, seed)
        : new ReplicatedAttachment(model, adapter, For(model.Model), LayerReplication, seed);

    /// <inheritdoc/>
    protected internal override IEnumerable<LayerPart> Parts(PeftModel model)
    {
        var parts = EnsureWeightTying ? TiedLora.PartsOf(model, this) : base.Parts(model);
        return parts.Concat(TokenRows.PartsOf(model, TrainableTokenIndices));
    }

    /// <summary>The layer under an adapter of these settings.</summary>
    internal LoraPlace PlaceOf(AdapterSite site) =>
        new(site.Module, site.Layer, this, RankOf(site.Module), Scaling(site.Module), site.Seed);

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        var (module, place) = (site.Module, PlaceOf(site));
        if (place.Rank < 1 || place.Rank > Math.Max(place.In, place.Out))
        {
            throw new ArgumentException(
                $"Rank {place.Rank} does not fit '{module}', whose weight is {place.Out} x {place.In}: " +
                $"give one from 1 to {Math.Min(place.In, place.Out)}.");
        }

        return Option?.Create(place, site) ?? new LoraAdapter(place);
    }

    // A weight's name is its layer's and ".weight"; PEFT names experts' stacked weights so too, which no family here has.
    private static string ModuleOf(string parameter)
    {
        const string Weight = ".weight";
        return parameter.EndsWith(Weight, StringComparison.Ordinal)
            ? parameter[..^Weight.Length]
            : throw new ArgumentException(
                $"target_parameters names '{parameter}'; here it can only be a layer's weight, as 'q_proj{Weight}'.");
    }
}
