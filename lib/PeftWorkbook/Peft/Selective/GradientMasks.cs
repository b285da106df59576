using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using PeftWorkbook.Peft.Selective.Entries;

namespace PeftWorkbook.Peft.Selective;

/// <summary>The settings of methods that choose entries by gradients, <c>G = Σ_batches ∂L/∂W</c>.</summary>
public abstract record GradientEntriesConfig : EntriesConfig
{
    /// <inheritdoc/>
    protected internal override bool NeedsBatches => true;

    /// <inheritdoc/>
    protected internal override PeftConfig Prepare(PretrainedModel model, IReadOnlyList<ModelInput> batches) =>
        this with { Scores = EntryScores.Gradients(model, batches, TensorsOf(model).Contains) };
}

/// <summary>
/// Second-order approximation mask (SAM, arXiv 2211.15583): with the second derivatives taken as one number, the entries
/// that lower the
/// loss most are those of largest gradient; of every weight the <c>int(ratio · n)</c> of largest <c>|G|</c> are trained.
/// </summary>
[PeftMethod("SAM", ArXiv = "2211.15583")]
public sealed record SecondOrderConfig : GradientEntriesConfig
{
    /// <summary>The share of each weight's entries.</summary>
    [JsonPropertyName("ratio")]
    public double Ratio { get; init; } = 0.005;

    /// <inheritdoc/>
    protected internal override IEnumerable<ChosenEntries> Choose(EntryField field)
    {
        foreach (var tensor in field.Tensors)
        {
            using var size = tensor.Scored.abs();
            yield return new(tensor, EntryRanking.Highest(size, EntryRanking.Share(Ratio, size.numel())));
        }
    }
}

/// <summary>
/// SIFT, sparse increment fine-tuning (arXiv 2312.11875): of every weight the <c>min(int(rate · n) + 1, n)</c> entries of largest
/// gradient of the first batch are trained. The optimiser acts on increments, which are zero before each step, so that
/// weight decay does
/// nothing.
/// </summary>
[PeftMethod("SIFT", ArXiv = "2312.11875")]
public sealed record SiftConfig : GradientEntriesConfig
{
    /// <summary>The share of each weight's entries.</summary>
    [JsonPropertyName("rate")]
    public double Rate { get; init; } = 0.05;

    /// <inheritdoc/>
    internal override EntryStorage Storage => DenseDecay ? EntryStorage.Dense : EntryStorage.Increments;

    /// <inheritdoc/>
    protected internal override IEnumerable<ChosenEntries> Choose(EntryField field)
    {
        foreach (var tensor in field.Tensors)
        {
            using var size = tensor.Scored.abs();
            yield return new(tensor, EntryRanking.Highest(size, Math.Min(EntryRanking.Share(Rate, size.numel()) + 1, size.numel())));
        }
    }
}

/// <summary>
/// GPS, gradient-based parameter selection (arXiv 2312.10136): of every neuron's incoming weights the K of largest
/// gradient are trained,
/// in linear layers and convolutions; biases whole; norms, positions and class tokens not. Vision's head is trained whole with
/// <c>modules_to_save</c>. The paper takes the gradient of a contrastive loss; here it is the task's.
/// </summary>
[PeftMethod("GPS", ArXiv = "2312.10136")]
public sealed record GpsConfig : GradientEntriesConfig
{
    /// <summary>K, the weights of a neuron.</summary>
    [JsonPropertyName("k")]
    public int Count { get; init; } = 1;

    /// <inheritdoc/>
    protected internal override bool TakesBiases => true;

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) => layer.Kind is LayerKind.Linear or LayerKind.Convolution;

    /// <inheritdoc/>
    protected internal override IEnumerable<ChosenEntries> Choose(EntryField field)
    {
        foreach (var tensor in field.Tensors)
        {
            using var size = tensor.Scored.abs();
            yield return new(tensor, tensor.IsBias ? null : EntryRanking.HighestOfRows(size, Count));
        }
    }
}
