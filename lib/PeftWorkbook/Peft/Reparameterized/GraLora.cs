using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// GraLoRA (arXiv 2505.20355): the weight is a k x k grid of blocks, each with a low-rank update of its own; with
/// <c>A_i [in/k, r]</c>, <c>B_j [r, out/k]</c> and r cut into k parts, block (j, i) gets <c>s (A_i[:, part j] B_j[part i, :])ᵀ</c>, so that
/// the whole has rank up to k r. A part of the rank (<c>hybrid_r</c>) may go to one plain LoRA; <c>s = alpha / (r + hybrid_r)</c>. B
/// starts at zero. It trains <c>(r + hybrid_r)(in + out)</c> numbers a layer.
/// </summary>
[PeftMethod("GRALORA", ArXiv = "2505.20355")]
public sealed record GraLoraConfig : LayerPeftConfig, ITrainsBiases
{
    /// <summary>r, a multiple of k.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 32;

    /// <summary>The rank of the plain LoRA beside the grid; 0 for none.</summary>
    [JsonPropertyName("hybrid_r")]
    public int HybridRank { get; init; }

    /// <summary>The update is scaled by alpha / (r + hybrid_r).</summary>
    [JsonPropertyName("alpha")]
    public double Alpha { get; init; } = 64;

    /// <summary>k, the side of the grid.</summary>
    [JsonPropertyName("gralora_k")]
    public int Grid { get; init; } = 2;

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("gralora_dropout")]
    public double Dropout { get; init; }

    /// <summary>Whether B starts at zero; otherwise both start as a linear layer's weight.</summary>
    [JsonPropertyName("init_weights")]
    public bool InitWeights { get; init; } = true;

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("bias")]
    public string Bias { get; init; } = "none";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra { get; } = ["exclude_modules"];

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        if (Grid < 1 || Rank < 1 || HybridRank < 0 || Rank % Grid != 0)
        {
            throw new ArgumentException(
                $"GraLoRA needs an r that gralora_k divides, and no negative hybrid_r, not {Rank}, {Grid} and {HybridRank}.");
        }

        return site.Layer.InFeatures % Grid == 0 && site.Layer.OutFeatures % Grid == 0
            ? new GraLoraAdapter(site, this)
            : throw new ArgumentException(
                $"gralora_k {Grid} does not divide '{site.Module}', whose weight is {site.Layer.OutFeatures} x {site.Layer.InFeatures}.");
    }
}

/// <summary>GraLoRA on one linear layer.</summary>
public sealed class GraLoraAdapter : DeltaAdapter
{
    private readonly Parameter gralora_A;
    private readonly Parameter gralora_B;
    private readonly Parameter? gralora_A_general;
    private readonly Parameter? gralora_B_general;

    internal GraLoraAdapter(AdapterSite site, GraLoraConfig config) : base(nameof(GraLoraAdapter), site.Layer)
    {
        (Dropout, Scaling) = (config.Dropout, config.Alpha / (config.Rank + config.HybridRank));
        using var generator = new Generator((ulong)site.Seed);
        var (layer, k, rank, hybrid) = (site.Layer, config.Grid, config.Rank, config.HybridRank);
        var (wide, tall) = (layer.InFeatures / k, layer.OutFeatures / k);
        gralora_A = Stacked(k, () => TorchDraws.Linear(generator, rank, wide));
        gralora_B = Stacked(k, () => TorchDraws.ZeroOr(config.InitWeights, generator, tall, rank));
        if (hybrid > 0)
        {
            gralora_A_general = new(TorchDraws.Linear(generator, hybrid, layer.InFeatures).Like(layer.Weight));
            gralora_B_general = new(TorchDraws.ZeroOr(config.InitWeights, generator, layer.OutFeatures, hybrid).Like(layer.Weight));
        }

        RegisterComponents();
    }

    /// <summary>s.</summary>
    public double Scaling { get; }

    /// <inheritdoc/>
    protected override double Dropout { get; }

    private long Grid => gralora_A.shape[0];

    private long Part => gralora_A.shape[2] / Grid;

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var a = gralora_A.view(Grid, -1, Grid, Part).permute(0, 2, 1, 3);           // [i, j, in/k, r/k]
        var b = gralora_B.view(Grid, Grid, Part, -1).transpose(0, 1);               // [i, j, r/k, out/k]
        var delta = a.matmul(b).permute(1, 3, 0, 2).reshape(Layer.OutFeatures, Layer.InFeatures);
        var whole = gralora_B_general is null ? delta : delta.addmm(gralora_B_general, gralora_A_general!, 1, 1);
        return (whole * Scaling).MoveToOuterDisposeScope();
    }

    /// <summary>Each block of the input through its A, the parts exchanged, each through its B.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var input = training && Dropout > 0 ? F.dropout(x, Dropout) : x;
        var blocks = input.reshape(-1, Grid, gralora_A.shape[1]).transpose(0, 1);                   // [i, rows, in/k]
        var parts = blocks.bmm(gralora_A).view(Grid, -1, Grid, Part).permute(2, 1, 0, 3);           // [j, rows, i, r/k]
        var y = parts.flatten(2).bmm(gralora_B).transpose(0, 1).reshape([.. x.shape[..^1], Layer.OutFeatures]);
        var whole = gralora_B_general is null ? y : y + F.linear(F.linear(input, gralora_A_general!), gralora_B_general);
        return (next.Call(x) + (whole * Scaling)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => gralora_A_general is null
        ? [new(nameof(gralora_A), gralora_A), new(nameof(gralora_B), gralora_B)]
        :
        [
            new(nameof(gralora_A), gralora_A), new(nameof(gralora_B), gralora_B),
            new("gralora_A_general.weight", gralora_A_general), new("gralora_B_general.weight", gralora_B_general!),
        ];

    private Parameter Stacked(int count, Func<Tensor> draw) =>
        new(stack(Enumerable.Range(0, count).Select(_ => draw())).transpose(1, 2).contiguous().Like(Layer.Weight));
}
