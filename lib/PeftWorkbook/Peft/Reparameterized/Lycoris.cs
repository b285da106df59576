using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// What LoHa and LoKr share, both of the LyCORIS family (arXiv 2309.14859): rank, alpha, and two kinds of dropout.
/// </summary>
public abstract record LycorisConfig : LayerPeftConfig
{
    /// <summary>r, the rank of the factors.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 8;

    /// <summary>The update is scaled by alpha / r.</summary>
    [JsonPropertyName("alpha")]
    public double Alpha { get; init; } = 8;

    /// <summary>The share of the update's rows that is dropped in training.</summary>
    [JsonPropertyName("rank_dropout")]
    public double RankDropout { get; init; }

    /// <summary>How often, in training, a layer's update is left out altogether.</summary>
    [JsonPropertyName("module_dropout")]
    public double ModuleDropout { get; init; }

    /// <summary>
    /// Whether the kernel of a convolution is factorised too, by a core tensor of <c>[r, r, rows, columns]</c>.
    /// </summary>
    [JsonPropertyName("use_effective_conv2d")]
    public bool FactorizesKernel { get; init; }

    /// <summary>How the factors start; the usual start changes nothing.</summary>
    [JsonPropertyName("init_weights")]
    public WeightStart Start { get; init; } = WeightStart.Usual;

    /// <summary>Other ranks for modules whose name matches a pattern.</summary>
    [JsonPropertyName("rank_pattern")]
    public IReadOnlyDictionary<string, int> RankPattern { get; init; } = new Dictionary<string, int>();

    /// <summary>Other alphas for modules whose name matches a pattern.</summary>
    [JsonPropertyName("alpha_pattern")]
    public IReadOnlyDictionary<string, double> AlphaPattern { get; init; } = new Dictionary<string, double>();

    /// <summary>Whether dropped rows are made up for by the others.</summary>
    internal virtual bool RescalesRows => true;

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) => layer.Kind is LayerKind.Linear or LayerKind.Convolution;

    /// <summary>The rank and the scaling of a module.</summary>
    /// <exception cref="ArgumentException">The rank is not positive.</exception>
    internal (int Rank, double Scaling) Of(string module)
    {
        var rank = Patterned(RankPattern, module, Rank);
        return rank > 0
            ? (rank, Patterned(AlphaPattern, module, Alpha) / rank)
            : throw new ArgumentException($"Rank {rank} of '{module}' is not positive.");
    }

    /// <summary>Whether a layer's kernel gets a core tensor.</summary>
    internal bool HasCore(BaseLayer layer) =>
        FactorizesKernel && layer.Kind == LayerKind.Convolution && layer.Weight.shape[2..].Any(s => s > 1);
}

/// <summary>LoHa or LoKr on one layer.</summary>
public abstract class LycorisAdapter : DeltaAdapter
{
    private readonly LycorisConfig _config;

    private protected LycorisAdapter(string name, BaseLayer layer, LycorisConfig config, double scaling) : base(name, layer) =>
        (_config, Scaling) = (config, scaling);

    /// <summary>s, what the product of the factors is multiplied by.</summary>
    public double Scaling { get; }

    /// <summary>Whether the update's output is cheaper to compute without ΔW.</summary>
    private protected abstract bool IsNarrow { get; }

    /// <summary>Adds the update's output to the output below, without forming ΔW.</summary>
    /// <param name="x"><c>[…, in]</c>.</param>
    /// <param name="y"><c>[…, out]</c>.</param>
    private protected abstract Tensor AddNarrow(Tensor x, Tensor y);

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        if (training && _config.ModuleDropout > 0 && IsLeftOut())
        {
            return next.Call(x);
        }

        using var scope = NewDisposeScope();
        if (training && _config.RankDropout > 0)
        {
            var delta = Delta();
            return (next.Call(x) + Layer.Apply(x, delta * KeptRows(delta), null)).MoveToOuterDisposeScope();
        }

        var y = Layer.Kind == LayerKind.Linear && IsNarrow ? AddNarrow(x, next.Call(x)) : base.Forward(x, next);
        return y.MoveToOuterDisposeScope();
    }

    private bool IsLeftOut()
    {
        using var draw = rand(1);
        return draw.ToSingle() < _config.ModuleDropout;
    }

    // 1 for rows that stay and 0 for the others, divided by the share that stays.
    private Tensor KeptRows(Tensor delta)
    {
        using var scope = NewDisposeScope();
        var kept = rand(delta.shape[0], device: delta.device).gt(_config.RankDropout).to_type(delta.dtype);
        kept = _config.RescalesRows ? kept / kept.mean().clamp_min(1.0 / delta.shape[0]) : kept;
        return kept.view([-1, .. delta.shape[1..].Select(_ => 1L)]).MoveToOuterDisposeScope();
    }
}
