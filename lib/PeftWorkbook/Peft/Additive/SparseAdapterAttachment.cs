using PeftWorkbook.Engine;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Additive;

/// <summary>Scores the entries of all matrices together, and prunes.</summary>
internal sealed class SparseAdapterAttachment : LayerAttachment
{
    private readonly long _seed;

    internal SparseAdapterAttachment(PeftModel model, string adapter, SparseAdapterConfig config, long seed)
        : base(model, adapter, config, seed)
    {
        _seed = seed;
        if (!config.NeedsBatches)
        {
            using var scope = NewDisposeScope();
            Prune(Scores(model, []));
        }
    }

    private SparseAdapterConfig Settings => (SparseAdapterConfig)Config;

    private IReadOnlyList<PrunedMatrix> Matrices => [.. Sites.SelectMany(s => ((SparseAdapter)s.Adapter).Matrices)];

    /// <inheritdoc/>
    protected internal override bool StartsFromBatches => Settings.NeedsBatches;

    /// <inheritdoc/>
    protected internal override void StartFrom(PeftModel model, IReadOnlyList<ModelInput> batches)
    {
        using var scope = NewDisposeScope();
        Prune(Scores(model, batches));
    }

    /// <summary>
    /// The scores of what there is, one flat tensor a matrix, in the layers' order, the narrow matrix before the wide one.
    /// </summary>
    /// <param name="model">The model, with this adapter active where the scores look at batches.</param>
    /// <param name="batches">Batches with labels, whose losses are added up.</param>
    internal IReadOnlyList<Tensor> Scores(PeftModel model, IReadOnlyList<ModelInput> batches)
    {
        var entries = Matrices.Select(m => (Tensor)m.Values).ToList();
        switch (Settings.Criterion)
        {
            case "magnitude":
                return Detached(entries.Select(e => e.abs()));
            case "random":
                using (var draws = new Draws(_seed))
                {
                    return [.. entries.Select(e => draws.Uniform(1, e.shape).Like(e))];
                }

            case "snip":
                var products = Detached(entries.Zip(Gradients(model, batches, entries, forHessian: false), (e, g) => (e * g).abs()));
                return Divided(products, Sum(products) / products.Select(p => p.max()).Aggregate(maximum));
            default:
                var gradients = Gradients(model, batches, entries, forHessian: true);
                var along = gradients.Select(g => (g.detach() * g).sum()).Aggregate((a, b) => a + b);
                var curved = Detached(entries.Zip(autograd.grad([along], entries), (e, h) => e * h));
                return Divided(curved, Sum(curved).abs() + 1e-10);
        }
    }

    /// <summary>All entries above the ⌈(1 - κ) n⌉-th smallest score stay; ties with it go.</summary>
    internal void Prune(IReadOnlyList<Tensor> scores)
    {
        var all = cat([.. scores.Select(s => s.flatten())]);
        var gone = (long)Math.Ceiling((1 - Settings.Kept) * all.numel());
        var threshold = gone == 0 ? all.min() - 1 : all.kthvalue(gone, 0).Values;
        foreach (var (matrix, score) in Matrices.Zip(scores))
        {
            matrix.Keep(score.gt(threshold));
        }
    }

    private static IReadOnlyList<Tensor> Gradients(
        PeftModel model, IReadOnlyList<ModelInput> batches, IReadOnlyList<Tensor> entries, bool forHessian)
    {
        using var _ = forHessian ? FrozenLinear.ForSecondDerivatives() : null;
        var losses = batches.Select(b => model.call(b).Loss ?? throw new ArgumentException(
            "SparseAdapter's scores follow from the loss: give batches with labels.")).ToList();
        return [.. autograd.grad([losses.Aggregate((a, b) => a + b)], [.. entries], create_graph: forHessian)];
    }

    private static Tensor Sum(IEnumerable<Tensor> scores) => scores.Select(s => s.sum()).Aggregate((a, b) => a + b);

    private static IReadOnlyList<Tensor> Divided(IEnumerable<Tensor> scores, Tensor sum) => [.. scores.Select(s => s / sum)];

    private static IReadOnlyList<Tensor> Detached(IEnumerable<Tensor> scores) => [.. scores.Select(s => s.detach())];
}
