using TorchSharp;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Combining;

/// <summary>Makes the matrices of one layer out of those of several adapters.</summary>
internal abstract class CombinationRule
{
    private static readonly IReadOnlyDictionary<CombinationType, CombinationRule> s_rules = new Dictionary<CombinationType, CombinationRule>
    {
        [CombinationType.Exact] = new Concatenation(),
        [CombinationType.Cat] = new Concatenation(),
        [CombinationType.Svd] = new OfUpdates(Prunes.Nothing, elects: false),
        [CombinationType.Linear] = new OfFactors(Prunes.Nothing, elects: false),
        [CombinationType.Ties] = new OfFactors(Prunes.Smallest, elects: true),
        [CombinationType.TiesSvd] = new OfUpdates(Prunes.Smallest, elects: true),
        [CombinationType.DareLinear] = new OfFactors(Prunes.Random, elects: false),
        [CombinationType.DareLinearSvd] = new OfUpdates(Prunes.Random, elects: false),
        [CombinationType.DareTies] = new OfFactors(Prunes.Random, elects: true),
        [CombinationType.DareTiesSvd] = new OfUpdates(Prunes.Random, elects: true),
        [CombinationType.MagnitudePrune] = new OfFactors(Prunes.Smallest, elects: false),
        [CombinationType.MagnitudePruneSvd] = new OfUpdates(Prunes.Smallest, elects: false),
    };

    /// <summary>What is dropped before tensors are added.</summary>
    private enum Prunes
    {
        Nothing,
        Smallest,
        Random,
    }

    internal static CombinationRule Of(CombinationType type) => s_rules[type];

    /// <summary>The rank that the result needs in a layer.</summary>
    internal abstract long Rank(IReadOnlyList<WeightedUpdate> updates, CombinationOptions options);

    /// <summary><c>A [≤ rank, in]</c> and <c>B [out, ≤ rank]</c>, whose product is the whole update.</summary>
    internal abstract (Tensor A, Tensor B) Combine(
        IReadOnlyList<WeightedUpdate> updates, long rank, CombinationOptions options, Generator generator);

    private static TaskVectors.Pruning Pruning(Prunes prunes, CombinationOptions options, Generator generator) => prunes switch
    {
        Prunes.Smallest => values => TaskVectors.KeepLargest(values, options.Density),
        Prunes.Random => values => TaskVectors.KeepSome(values, options.Density, generator),
        _ => values => values,
    };

    private static Tensor Merge(
        IEnumerable<Tensor> tensors, IEnumerable<double> weights, TaskVectors.Pruning prune, bool elects, CombinationOptions options) =>
        elects
            ? TaskVectors.Elect(tensors, weights, prune, options.MajoritySign)
            : TaskVectors.Sum(tensors, weights, prune);

    private sealed class Concatenation : CombinationRule
    {
        internal override long Rank(IReadOnlyList<WeightedUpdate> updates, CombinationOptions options) => updates.Sum(u => u.Rank);

        internal override (Tensor A, Tensor B) Combine(
            IReadOnlyList<WeightedUpdate> updates, long rank, CombinationOptions options, Generator generator)
        {
            if (Rank(updates, options) <= rank)
            {
                return (cat([.. updates.Select(u => u.A * u.Factor)]), cat([.. updates.Select(u => u.B)], 1));
            }

            // More than a matrix of this size can have: it is one of the factors itself.
            var sum = updates.Select(u => u.Delta * u.Weight).Aggregate((a, b) => a + b);
            return updates[0].In <= updates[0].Out
                ? (eye(updates[0].In, dtype: sum.dtype, device: sum.device), sum)
                : (sum, eye(updates[0].Out, dtype: sum.dtype, device: sum.device));
        }
    }

    /// <summary>Combines the A's and the B's, each by themselves.</summary>
    private sealed class OfFactors(Prunes prunes, bool elects) : CombinationRule
    {
        internal override long Rank(IReadOnlyList<WeightedUpdate> updates, CombinationOptions options) =>
            updates.All(u => u.Rank == updates[0].Rank)
                ? updates[0].Rank
                : throw new ArgumentException(
                    $"Adapters of ranks {string.Join(", ", updates.Select(u => u.Rank))} cannot be added matrix by matrix: " +
                    $"use {CombinationType.Exact}, which takes any, or one of the types that end in Svd.");

        internal override (Tensor A, Tensor B) Combine(
            IReadOnlyList<WeightedUpdate> updates, long rank, CombinationOptions options, Generator generator)
        {
            var prune = Pruning(prunes, options, generator);
            var roots = updates.Select(u => Math.Sqrt(Math.Abs(u.Factor))).ToList();
            var signed = roots.Zip(updates, (root, u) => u.Factor < 0 ? -root : root);
            var a = Merge(updates.Select(u => u.A), signed, prune, elects, options);
            return (a, Merge(updates.Select(u => u.B), roots, prune, elects, options));
        }
    }

    /// <summary>Combines the updates themselves, and takes the largest singular values of the result.</summary>
    private sealed class OfUpdates(Prunes prunes, bool elects) : CombinationRule
    {
        internal override long Rank(IReadOnlyList<WeightedUpdate> updates, CombinationOptions options) =>
            options.SvdRank ?? updates.Max(u => u.Rank);

        internal override (Tensor A, Tensor B) Combine(
            IReadOnlyList<WeightedUpdate> updates, long rank, CombinationOptions options, Generator generator)
        {
            var deltas = updates.Select(u => u.Delta).ToList();
            var merged = Merge(deltas, updates.Select(u => u.Weight), Pruning(prunes, options, generator), elects, options);
            var (u, s, v) = Factorization.Largest(merged, rank);
            var (a, b) = (v.to(merged.device), (u * s).to(merged.device));
            if (options.SvdClamp is { } share)
            {
                var bound = cat([b.flatten(), a.flatten()]).quantile(tensor((float)share, device: a.device)).ToDouble();
                (a, b) = (a.clamp(-bound, bound), b.clamp(-bound, bound));
            }

            return (a, b);
        }
    }
}
