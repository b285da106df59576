using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective.Entries;

/// <summary>
/// What data say of each entry of a model's parameters: gradients, their squares, or how far entries move in a training.
/// Dropout is off.
/// </summary>
public sealed class EntryScores : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors;

    internal EntryScores(Dictionary<string, Tensor> tensors) => _tensors = tensors;

    /// <summary>The scores by the model's own parameter names, each in its parameter's shape.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>The losses of a training that the scores come from; empty where there was none.</summary>
    public IReadOnlyList<double> Losses { get; init; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }

    /// <summary><c>G = Σ_batches ∂L/∂W</c>, with its sign.</summary>
    /// <param name="model">A model; it is as before afterwards.</param>
    /// <param name="batches">Batches with labels.</param>
    /// <param name="takes">Which parameters are scored; null takes all.</param>
    /// <exception cref="ArgumentException">A batch has no labels.</exception>
    public static EntryScores Gradients(PretrainedModel model, IReadOnlyList<ModelInput> batches, Func<string, bool>? takes = null)
    {
        using var open = new OpenParameters(model, takes);
        foreach (var batch in batches)
        {
            open.Backward(() => LossOf(model, batch));
        }

        return new(open.Parameters.ToDictionary(
            p => p.Name, p => (p.Parameter.grad ?? zeros_like(p.Parameter)).clone().DetachFromDisposeScope()));
    }

    /// <summary>
    /// The Fisher information's diagonal. With <paramref name="expects"/> it is <c>Σ_rows Σ_classes p(c) (∂ −log
    /// p(c))²</c>, which asks no
    /// labels; else <c>Σ_rows (∂L/∂W)²</c> of the labels.
    /// </summary>
    /// <param name="model">A model; it is as before afterwards.</param>
    /// <param name="batches">Batches, which are taken row by row.</param>
    /// <param name="expects">Whether all classes count, each by its probability.</param>
    /// <param name="takes">Which parameters are scored; null takes all.</param>
    public static EntryScores Fisher(
        PretrainedModel model, IReadOnlyList<ModelInput> batches, bool expects, Func<string, bool>? takes = null)
    {
        using var open = new OpenParameters(model, takes);
        using var sum = new SquaredSum(open.Parameters);
        foreach (var row in batches.SelectMany(MixedRows.Each))
        {
            if (!expects)
            {
                open.Backward(() => LossOf(model, row));
                sum.Add(1, clip: null);
                continue;
            }

            foreach (var (index, share) in Classes(model, row))
            {
                open.Backward(() => model.call(row with { Labels = null }).Logits!.log_softmax(-1).select(-1, index).sum().neg());
                sum.Add(share, clip: null);
            }
        }

        return new(sum.Take());
    }

    /// <summary><c>mean_batches clip(∂L/∂W)²</c>, where each tensor's gradient is scaled down to a norm first.</summary>
    /// <param name="model">A model; it is as before afterwards.</param>
    /// <param name="batches">Batches with labels.</param>
    /// <param name="maxNorm">The norm; null leaves gradients as they are.</param>
    /// <param name="takes">Which parameters are scored; null takes all.</param>
    public static EntryScores MeanSquares(
        PretrainedModel model, IReadOnlyList<ModelInput> batches, double? maxNorm, Func<string, bool>? takes = null)
    {
        using var open = new OpenParameters(model, takes);
        using var sum = new SquaredSum(open.Parameters);
        foreach (var batch in batches)
        {
            open.Backward(() => LossOf(model, batch));
            sum.Add(1.0 / batches.Count, maxNorm);
        }

        return new(sum.Take());
    }

    internal static Tensor LossOf(PretrainedModel model, ModelInput batch) =>
        model.call(batch).Loss ?? throw new ArgumentException("Entries are chosen by gradients: give batches with labels.", nameof(batch));

    private static IEnumerable<(long Index, double Probability)> Classes(PretrainedModel model, ModelInput row)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var logits = model.call(row with { Labels = null }).Logits!;
        if (logits.dim() != 2)
        {
            throw new NotSupportedException("The expected Fisher information needs a classifier: take the labels' instead.");
        }

        var shares = Engine.HostValues.ToHost<float>(logits.softmax(-1).to_type(ScalarType.Float32));
        return shares.Select((p, i) => ((long)i, (double)p)).ToList();
    }
}
