using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// MiSS, matrix shard sharing (arXiv 2409.15371; formerly Bone): the columns of ΔW are cut into shards of r, and all
/// shards are the same
/// <c>Dᵀ</c> with <c>D [r, out]</c>, so that <c>y += (Σ shards of x) D</c>. A last, shorter shard takes the first rows
/// of D.
/// <c>mini</c> repeats a D of <c>[r, mini_r]</c> along the output. <c>bat</c> cuts W into blocks of side r and takes
/// <c>ΔW[i, j] = W[i, j] B[i] + B[i]</c> with <c>B [out / r, r, r]</c>. All start at zero, and train <c>r · out</c>
/// numbers a layer (<c>r · mini_r</c> with <c>mini</c>).
/// </summary>
[PeftMethod("MISS", ArXiv = "2409.15371")]
public sealed record MissConfig : LayerPeftConfig
{
    /// <summary>r, the width of a shard.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 64;

    /// <summary>The width of D with <c>mini</c>; it divides the output's.</summary>
    [JsonPropertyName("mini_r")]
    public int MiniRank { get; init; } = 1;

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("miss_dropout")]
    public double Dropout { get; init; }

    /// <summary><c>true</c> or <c>false</c> (D, from zeros or from draws), <c>"mini"</c>, or <c>"bat"</c>.</summary>
    [JsonPropertyName("init_weights")]
    public WeightStart Start { get; init; } = WeightStart.Usual;

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert => FixedBias;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        var (width, height) = (site.Layer.InFeatures, site.Layer.OutFeatures);
        if (Rank < 1 || Rank > width)
        {
            throw new ArgumentException($"Shards of {Rank} do not fit '{site.Module}', whose weight is {height} x {width}.");
        }

        return Start.Choose(new Dictionary<string, Func<LayerAdapter>>
        {
            ["true"] = () => new MissAdapter(site, this, height),
            ["false"] = () => new MissAdapter(site, this, height),
            ["mini"] = () => MiniRank > 0 && height % MiniRank == 0
                ? new MissAdapter(site, this, MiniRank)
                : throw new ArgumentException($"mini_r {MiniRank} does not divide the {height} outputs of '{site.Module}'."),
            ["bat"] = () => width % Rank == 0 && height % Rank == 0
                ? new MissBatAdapter(site, this)
                : throw new ArgumentException($"Blocks of side {Rank} do not fill '{site.Module}', whose weight is {height} x {width}."),
        })();
    }
}

/// <summary>MiSS on one layer, with one D for all shards.</summary>
public sealed class MissAdapter : DeltaAdapter
{
    private readonly Parameter miss_block;

    internal MissAdapter(AdapterSite site, MissConfig config, long width) : base(nameof(MissAdapter), site.Layer)
    {
        using var draws = new Draws(site.Seed);
        Dropout = config.Dropout;
        miss_block = Trained(config.Start.IsRandom ? draws.Kaiming(config.Rank, width) : zeros(config.Rank, width));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("miss_block", miss_block)];

    /// <inheritdoc/>
    protected override double Dropout { get; }

    private long Rank => miss_block.shape[0];

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var shards = (Layer.InFeatures + Rank - 1) / Rank;
        return miss_block.t().repeat(Layer.OutFeatures / miss_block.shape[1], shards)
            .narrow(1, 0, Layer.InFeatures)
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var input = training && Dropout > 0 ? F.dropout(x, Dropout) : x;
        var below = next.Call(x);
        var update = Sum(input.reshape(-1, x.shape[^1])).mm(miss_block);                     // [rows, mini or out]
        var repeated = below.reshape(update.shape[0], -1, update.shape[1]) + update.unsqueeze(1);
        return repeated.view(below.shape).MoveToOuterDisposeScope();
    }

    // The sum of a row's shards: [rows, in] to [rows, r].
    private Tensor Sum(Tensor rows)
    {
        var rest = rows.shape[1] % Rank;
        var whole = rows.narrow(1, 0, rows.shape[1] - rest).reshape(rows.shape[0], -1, Rank).sum(1);
        return rest == 0 ? whole : whole + F.pad(rows.narrow(1, rows.shape[1] - rest, rest), [0, Rank - rest]);
    }
}

/// <summary>MiSS on one layer, with a block for each r rows of W.</summary>
public sealed class MissBatAdapter : DeltaAdapter
{
    private readonly Parameter miss_block;

    internal MissBatAdapter(AdapterSite site, MissConfig config) : base(nameof(MissBatAdapter), site.Layer)
    {
        Dropout = config.Dropout;
        miss_block = Trained(zeros(Layer.OutFeatures / config.Rank, config.Rank, config.Rank));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("miss_block", miss_block)];

    /// <inheritdoc/>
    protected override double Dropout { get; }

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var (count, side) = (miss_block.shape[0], miss_block.shape[1]);
        var rows = Layer.Weight.reshape(count, -1, side);                 // r rows of W, cut into pieces of r: a view of W
        var products = rows.bmm(miss_block).view(count, side, -1, side);
        return (products + miss_block.unsqueeze(2)).view(Layer.OutFeatures, Layer.InFeatures).MoveToOuterDisposeScope();
    }
}
