using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// AdaMSS (NeurIPS 2025, openreview 8ZdWmpYxT0): the rows of the weight (its bias is one more column) are grouped by k-means over their
/// coordinates in the r largest left singular directions, and each group is updated in its own subspace, <c>ΔW[group i] = B_i A_i V</c>, V
/// being the right singular directions, frozen. A_i starts as the group's own directions, B_i at zero. It trains
/// <c>Σ r_i (r + rows of i)</c> numbers a layer; in adaptive allocation the least important subspaces stop learning.
/// </summary>
[PeftMethod("ADAMSS")]
public sealed record AdaMssConfig : LayerPeftConfig
{
    /// <summary>r, how many singular directions are used (all there are, where there are fewer).</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 100;

    /// <summary>How many groups the rows fall into.</summary>
    [JsonPropertyName("num_subspaces")]
    public int Subspaces { get; init; } = 5;

    /// <summary>r_i, at most.</summary>
    [JsonPropertyName("subspace_rank")]
    public int SubspaceRank { get; init; } = 1;

    /// <summary>Whether r_i counts only what is large in a group.</summary>
    [JsonPropertyName("use_dynamic_rank")]
    public bool UsesDynamicRank { get; init; }

    /// <summary>What is large: eigenvalues of a group's Gram matrix beyond this share of its first.</summary>
    [JsonPropertyName("svd_threshold")]
    public double Threshold { get; init; } = 0.1;

    /// <summary>The seed of the decomposition.</summary>
    [JsonPropertyName("random_seed")]
    public long RandomSeed { get; init; }

    /// <summary><c>orthogonal</c>, as above; null starts B_i at random, so that the fresh adapter does something.</summary>
    [JsonPropertyName("init_weights")]
    public string? Start { get; init; } = "orthogonal";

    /// <summary>Whether subspaces of little importance stop learning on the way.</summary>
    [JsonPropertyName("use_asa")]
    public bool UsesAllocation { get; init; }

    /// <summary>How many subspaces of the whole model learn in the end.</summary>
    [JsonPropertyName("asa_target_subspaces")]
    public int TargetSubspaces { get; init; } = 50;

    /// <summary>The step where allocation begins.</summary>
    [JsonPropertyName("init_warmup")]
    public int FirstStep { get; init; } = 50;

    /// <summary>The step where it ends.</summary>
    [JsonPropertyName("final_warmup")]
    public int LastStep { get; init; } = 1000;

    /// <summary>It acts every so many steps.</summary>
    [JsonPropertyName("mask_interval")]
    public int Interval { get; init; } = 100;

    /// <summary>The memory of the mean importance.</summary>
    [JsonPropertyName("asa_importance_beta")]
    public double ImportanceBeta { get; init; } = 0.85;

    /// <summary>The memory of its uncertainty.</summary>
    [JsonPropertyName("asa_uncertainty_beta")]
    public double UncertaintyBeta { get; init; } = 0.85;

    /// <summary>How fast the number falls at first.</summary>
    [JsonPropertyName("asa_schedule_exponent")]
    public double ScheduleExponent { get; init; } = 3;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra { get; } = ["exclude_modules"];

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) =>
        UsesAllocation ? new AdaMssAllocation(model, adapter, this, seed) : base.Attach(model, adapter, seed);

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => Rank >= 1 && Subspaces >= 1 && SubspaceRank >= 1
        ? new AdaMssAdapter(site, this)
        : throw new ArgumentException(
            $"AdaMSS needs r, num_subspaces and subspace_rank of at least 1, not {Rank}, {Subspaces} and {SubspaceRank}.");
}

/// <summary>AdaMSS on one linear layer.</summary>
public sealed class AdaMssAdapter : DeltaAdapter
{
    private readonly ParameterList adamss_A, adamss_B;
    private readonly Tensor adamss_newB, scatter_index;

    internal AdaMssAdapter(AdapterSite site, AdaMssConfig config) : base(nameof(AdaMssAdapter), site.Layer)
    {
        const int Iterations = 2;
        var (weight, bias) = (site.Layer.Weight, site.Layer.Bias);
        var whole = (bias is null ? weight : cat([weight, bias.unsqueeze(1)], 1)).detach();
        var (u, _, v) = Factorization.Randomized(whole, Math.Min(config.Rank, whole.shape.Min()), Iterations, config.RandomSeed);
        using var generator = new Generator((ulong)site.Seed);
        List<Parameter> a = [], b = [];
        var groups = Groups(u, config.Subspaces);
        foreach (var rows in groups.Select(g => u.index_select(0, tensor(g))))
        {
            var (_, s, directions) = Factorization.Largest(rows, long.MaxValue);
            var rank = RankOf(s, config);
            var start = config.Start is null ? TorchDraws.Normal(generator, 0.01, rows.shape[0], rank) : zeros(rows.shape[0], rank);
            a.Add(new(directions.narrow(0, 0, rank).contiguous().Like(weight)));
            b.Add(new(start.Like(weight)));
        }

        (adamss_A, adamss_B) = (nn.ParameterList([.. a]), nn.ParameterList([.. b]));
        adamss_newB = v.contiguous().Like(weight);
        scatter_index = tensor(groups.SelectMany(g => g).ToArray()).to(weight.device);
        RegisterComponents();
    }

    /// <summary>How many groups there are.</summary>
    internal int Count => adamss_A.Count;

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        return Placed().mm(adamss_newB.narrow(1, 0, Layer.InFeatures)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        return (next.Call(x) + F.linear(F.linear(x, adamss_newB.narrow(1, 0, Layer.InFeatures), Column()), Placed()))
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor? MergedBias(Tensor weight, Tensor? bias)
    {
        if (bias is null)
        {
            return null;
        }

        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return bias.addmv(Placed(), Column()!, 1, 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        .. adamss_A.Select((p, i) => new AdapterTensor($"adamss_A.{i}", p)),
        .. adamss_B.Select((p, i) => new AdapterTensor($"adamss_B.{i}", p)),
        new(nameof(adamss_newB), adamss_newB, IsTrained: false),
        new(nameof(scatter_index), scatter_index, IsTrained: false, IsSaved: false),
    ];

    /// <summary>A_i and B_i.</summary>
    internal (Parameter A, Parameter B) Subspace(int i) => (adamss_A[i], adamss_B[i]);

    // The rows of each group, put where they belong: [out, r]
    private Tensor Placed()
    {
        var groups = cat([.. adamss_A.Zip(adamss_B, (a, b) => b.mm(a))]);
        return groups.index_select(0, scatter_index.argsort());
    }

    // What the constant input of the bias adds in the space of V: [r]
    private Tensor? Column() => Layer.Bias is null ? null : adamss_newB.select(1, Layer.InFeatures);

    private static long[][] Groups(Tensor u, int count)
    {
        const uint Seed = 123456789;        // PEFT's
        const int Iterations = 10;
        var (rows, columns, values) = ((int)u.shape[0], (int)u.shape[1], u.contiguous().data<float>().ToArray());
        float[][] points = [.. Enumerable.Range(0, rows).Select(i => values[(i * columns)..((i + 1) * columns)])];
        var labels = KMeans.Cluster(points, Math.Min(count, rows), Iterations, Seed);
        return
        [
            .. labels.Select((label, i) => (label, i)).GroupBy(p => p.label, p => (long)p.i).OrderBy(g => g.Key).Select(g => g.ToArray()),
        ];
    }

    private static long RankOf(Tensor singular, AdaMssConfig config)
    {
        var all = singular.numel();
        if (config.UsesDynamicRank)
        {
            using var eigenvalues = singular.square();
            all = Math.Max(1, eigenvalues.gt(eigenvalues[0] * config.Threshold).sum().item<long>());
        }

        return Math.Min(all, config.SubspaceRank);
    }
}
