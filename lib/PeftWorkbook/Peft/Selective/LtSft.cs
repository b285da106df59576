using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using PeftWorkbook.Peft.Selective.Entries;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// LT-SFT, the lottery-ticket form of sparse fine-tuning (arXiv 2110.07560): everything is trained for some steps; the K entries that
/// moved most, <c>|θ_N − θ_0|</c> over all tensors together with all ties at the K-th, are kept; the model goes back to
/// its start and only
/// those are trained. The first phase runs on the batches that the adapter is made with, by AdamW. Vectors of several
/// tasks and languages
/// add.
/// </summary>
[PeftMethod("LT_SFT", ArXiv = "2110.07560")]
public sealed record LtSftConfig : EntriesConfig
{
    /// <summary>K; null takes <see cref="Ratio"/>.</summary>
    [JsonPropertyName("k")]
    public long? Count { get; init; }

    /// <summary>The share of the entries that is kept, where K is not given.</summary>
    [JsonPropertyName("ratio")]
    public double Ratio { get; init; } = 0.08;

    /// <summary>The steps of the first phase; null takes each batch once.</summary>
    [JsonPropertyName("full_steps")]
    public int? FullSteps { get; init; }

    /// <summary>The learning rate of the first phase.</summary>
    [JsonPropertyName("full_learning_rate")]
    public double FullLearningRate { get; init; } = 5e-5;

    /// <summary>The decay of the weights in the first phase.</summary>
    [JsonPropertyName("full_weight_decay")]
    public double FullWeightDecay { get; init; }

    /// <inheritdoc/>
    protected internal override bool NeedsBatches => true;

    /// <inheritdoc/>
    protected internal override PeftConfig Prepare(PretrainedModel model, IReadOnlyList<ModelInput> batches) =>
        this with { Scores = FirstPhase(model, batches, TensorsOf(model).Contains) };

    /// <summary>Trains the parameters, and puts them back.</summary>
    /// <param name="model">A model; it is as before afterwards.</param>
    /// <param name="batches">The batches, taken in turn.</param>
    /// <param name="takes">Which of the model's parameters are trained, by their names.</param>
    /// <returns>How far each entry moved, and the losses.</returns>
    public EntryScores FirstPhase(PretrainedModel model, IReadOnlyList<ModelInput> batches, Func<string, bool> takes)
    {
        using var open = new OpenParameters(model, takes);
        using var scope = NewDisposeScope();
        var before = open.Parameters.ToDictionary(p => p.Name, p => p.Parameter.detach().clone());
        using var optimizer = optim.AdamW(open.Parameters.Select(p => p.Parameter), FullLearningRate, weight_decay: FullWeightDecay);
        List<double> losses = [];
        for (var step = 0; step < (FullSteps ?? batches.Count); step++)
        {
            optimizer.zero_grad();
            losses.Add(open.Backward(() => EntryScores.LossOf(model, batches[step % batches.Count])));
            optimizer.step();
        }

        using var _ = no_grad();
        Dictionary<string, Tensor> moved = [];
        foreach (var (name, parameter) in open.Parameters)
        {
            moved[name] = (parameter - before[name]).abs().DetachFromDisposeScope();
            parameter.copy_(before[name]);
        }

        return new(moved) { Losses = losses };
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<ChosenEntries> Choose(EntryField field) => EntryRanking.HighestOfAll(
        [.. field.Tensors.Select(t => (t, t.Scored))],
        Count ?? EntryRanking.Share(Ratio, field.Tensors.Sum(t => t.Value.numel())),
        keepsTies: true);
}
