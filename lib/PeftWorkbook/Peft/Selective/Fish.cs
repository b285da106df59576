using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using PeftWorkbook.Peft.Selective.Entries;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// FISH mask (arXiv 2111.09839): the entries of largest Fisher information on a few samples are trained, of all the
/// model's parameters
/// together, embeddings, norms and biases too. <c>int(keep_ratio · |θ|)</c> numbers are trained, and a head that is trained whole
/// (<c>modules_to_save</c>) is part of that budget.
/// </summary>
[PeftMethod("FISH", ArXiv = "2111.09839")]
public sealed record FishConfig : EntriesConfig
{
    /// <summary>The share of the model's parameters that is trained.</summary>
    [JsonPropertyName("keep_ratio")]
    public double KeepRatio { get; init; } = 0.005;

    /// <summary>
    /// <c>label</c>, <c>Σ_rows (∂L/∂θ)²</c> of the labels; or <c>expect</c>, <c>Σ_rows Σ_c p(c) (∂ −log p(c))²</c>.
    /// </summary>
    [JsonPropertyName("method")]
    public string Method { get; init; } = "label";

    /// <inheritdoc/>
    protected internal override bool TakesBiases => true;

    /// <inheritdoc/>
    protected internal override bool NeedsBatches => true;

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) => true;

    /// <inheritdoc/>
    protected internal override LayerPeftConfig For(nn.Module model) => TargetModules is null ? this with { TargetModules = ".*" } : this;

    /// <inheritdoc/>
    protected internal override PeftConfig Prepare(PretrainedModel model, IReadOnlyList<ModelInput> batches) => this with
    {
        Scores = EntryScores.Fisher(model, batches, Method switch
        {
            "label" => false,
            "expect" => true,
            _ => throw new ArgumentException($"FISH's method is '{Method}'; it is label or expect."),
        }, TensorsOf(model).Contains),
    };

    /// <inheritdoc/>
    protected internal override IEnumerable<ChosenEntries> Choose(EntryField field)
    {
        var budget = EntryRanking.Share(KeepRatio, field.ModelCount) - field.WholeCount;
        return budget > 0
            ? EntryRanking.HighestOfAll([.. field.Tensors.Select(t => (t, t.Scored))], budget)
            : throw new ArgumentException(
                $"keep_ratio {KeepRatio} is {EntryRanking.Share(KeepRatio, field.ModelCount)} parameters, and what is trained whole has " +
                $"{field.WholeCount}: give more.");
    }
}
