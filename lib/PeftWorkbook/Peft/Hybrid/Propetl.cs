using System.Text.Json.Serialization;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Hybrid;

/// <summary>
/// ProPETL (arXiv 2305.17682): one bottleneck adapter serves all layers, and each layer uses a part of it of its own,
/// <c>h + (U ∘ n_l) f((D ∘ m_l) h + b) + b'</c>. The masks m_l and n_l are one where a trained score is among the layer's largest in
/// magnitude; the gradient passes to the scores as if the mask were the score's magnitude. It trains the <c>2 D m + m + D</c> numbers of
/// the shared adapter and <c>2 D m</c> scores a layer, of which a bit each is left.
/// </summary>
[PeftMethod("PROPETL", ArXiv = "2305.17682")]
public sealed record PropetlConfig : FeedForwardConfig
{
    /// <summary>The share of each shared matrix that a layer uses.</summary>
    [JsonPropertyName("kept")]
    public double Kept { get; init; } = 0.5;

    /// <summary>Whether the file holds the masks, a bit's worth each, and not the scores: what is loaded keeps its masks.</summary>
    [JsonPropertyName("save_only_masks")]
    public bool SavesOnlyMasks { get; init; }

    /// <inheritdoc/>
    protected internal override AdapterShare CreateShare(IReadOnlyList<AdapterSite> sites, long seed)
    {
        CheckBottleneck();
        var width = sites[0].Layer.OutFeatures;
        return sites.FirstOrDefault(s => s.Layer.OutFeatures != width) is { } other
            ? throw new ArgumentException(
                $"PROPETL shares one adapter: '{other.Module}' gives {other.Layer.OutFeatures} numbers and '{sites[0].Module}' {width}.")
            : Kept is > 0 and <= 1
                ? new SharedBottleneck(width, Bottleneck, seed, sites[0].Layer.Weight)
                : throw new ArgumentException($"kept is {Kept}: it is a share above 0, and at most 1.");
    }

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new PropetlAdapter(site, this);

    /// <summary>The adapter that all layers use parts of.</summary>
    internal sealed class SharedBottleneck : AdapterShare
    {
        private readonly Parameter propetl_down, propetl_down_bias, propetl_up, propetl_up_bias;

        internal SharedBottleneck(long width, long inner, long seed, Tensor like) : base(nameof(SharedBottleneck))
        {
            using var draws = new Draws(seed);
            propetl_down = new(draws.Kaiming(inner, width).Like(like));
            propetl_down_bias = new(zeros(inner).Like(like));
            propetl_up = new(draws.Kaiming(width, inner).Like(like));
            propetl_up_bias = new(zeros(width).Like(like));
            RegisterComponents();
        }

        internal (Parameter Weight, Parameter Bias) Down => (propetl_down, propetl_down_bias);

        internal (Parameter Weight, Parameter Bias) Up => (propetl_up, propetl_up_bias);

        /// <inheritdoc/>
        protected internal override IEnumerable<AdapterTensor> State =>
        [
            new("propetl_down.weight", propetl_down), new("propetl_down.bias", propetl_down_bias),
            new("propetl_up.weight", propetl_up), new("propetl_up.bias", propetl_up_bias),
        ];
    }
}

/// <summary>A layer's part of the shared adapter.</summary>
public sealed class PropetlAdapter : LayerAdapter
{
    private readonly Parameter propetl_down_score;      // [D, m], as the authors have it: the matrix's transposed shape
    private readonly Parameter propetl_up_score;        // [m, D]
    private readonly PropetlConfig _config;
    private readonly PropetlConfig.SharedBottleneck _shared;
    private readonly Func<Tensor, Tensor> _activation;

    internal PropetlAdapter(AdapterSite site, PropetlConfig config) : base(nameof(PropetlAdapter), site.Layer)
    {
        (_config, _shared) = (config, (PropetlConfig.SharedBottleneck)site.Share!);
        _activation = Activation.Named(config.Activation);
        using var draws = new Draws(site.Seed);
        propetl_down_score = Trained(draws.Kaiming(Layer.OutFeatures, config.Bottleneck));
        propetl_up_score = Trained(draws.Kaiming(config.Bottleneck, Layer.OutFeatures));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        [new(nameof(propetl_down_score), propetl_down_score), new(nameof(propetl_up_score), propetl_up_score)];

    /// <inheritdoc/>
    protected internal override bool CanMerge => false;

    /// <summary>The masks of both matrices in the scores' shapes, one or zero.</summary>
    internal IEnumerable<(string Suffix, Tensor Mask)> Masks =>
    [
        ("propetl_down_mask", Largest(propetl_down_score)),
        ("propetl_up_mask", Largest(propetl_up_score)),
    ];

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Suffix, Tensor Tensor)> Export() =>
        _config.SavesOnlyMasks ? Masks.Select(m => (m.Suffix, m.Mask.to_type(ScalarType.Byte))) : base.Export();

    /// <summary>A mask is a score too: what it keeps has the largest.</summary>
    protected internal override void Import(string suffix, Tensor value) =>
        base.Import(suffix.Replace("_mask", "_score", StringComparison.Ordinal), value);

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var (h, down, up) = (next.Call(x), _shared.Down, _shared.Up);
        var inner = _activation(F.linear(h, down.Weight * Mask(propetl_down_score).t(), down.Bias));
        return (h + F.linear(inner, up.Weight * Mask(propetl_up_score).t(), up.Bias)).MoveToOuterDisposeScope();
    }

    // The mask's values, with the magnitude's gradient.
    private Tensor Mask(Tensor score)
    {
        var size = score.abs();
        return Largest(score) + (size - size.detach());
    }

    private Tensor Largest(Tensor score)
    {
        using var _ = no_grad();
        var mask = ones_like(score);
        var order = score.abs().flatten().argsort();
        mask.view(-1).index_fill_(0, order.narrow(0, 0, (long)((1 - _config.Kept) * score.numel())), 0);
        return mask;
    }
}
