using System.Text.Json.Serialization;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Additive;

/// <summary>
/// SparseAdapter (arXiv 2210.04284): a bottleneck adapter behind each feed-forward net, <c>h + U f(D h + b) + b'</c>, that is
/// pruned before it is trained. Of all entries of all matrices together those with the largest scores stay: magnitude <c>|θ|</c>,
/// SNIP <c>|θ ∂L/∂θ|</c>, GraSP <c>θ ∘ (H g)</c> with the loss's Hessian H and gradient g. Biases stay. It trains <c>κ 2 D m + m +
/// D</c> numbers a layer.
/// </summary>
[PeftMethod("SPARSE_ADAPTER", ArXiv = "2210.04284")]
public sealed record SparseAdapterConfig : FeedForwardConfig
{
    /// <summary>κ, the share of the matrices' entries that stays (what the authors' code calls sparsity).</summary>
    [JsonPropertyName("kept")]
    public double Kept { get; init; } = 0.2;

    /// <summary>The score: <c>magnitude</c>, <c>snip</c>, <c>grasp</c> or <c>random</c>. Those of SNIP and GraSP need batches.</summary>
    [JsonPropertyName("criterion")]
    public string Criterion { get; init; } = "snip";

    /// <inheritdoc/>
    protected internal override bool NeedsBatches => Criterion is "snip" or "grasp";

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new SparseAdapter(site, this);

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed)
    {
        CheckBottleneck();
        return Kept is not (> 0 and <= 1)
            ? throw new ArgumentException($"kept is {Kept}: it is a share above 0, and at most 1.")
            : Criterion is not ("magnitude" or "snip" or "grasp" or "random")
                ? throw new ArgumentException($"criterion is '{Criterion}'; it is magnitude, snip, grasp or random.")
                : new SparseAdapterAttachment(model, adapter, (SparseAdapterConfig)For(model.Model), seed);
    }
}

/// <summary>A pruned adapter behind one feed-forward net.</summary>
public sealed class SparseAdapter : LayerAdapter
{
    private const string DownName = "sparse_down", UpName = "sparse_up";

    private readonly PrunedMatrix sparse_down, sparse_up;
    private readonly Parameter sparse_down_bias, sparse_up_bias;
    private readonly Func<Tensor, Tensor> _activation;

    internal SparseAdapter(AdapterSite site, SparseAdapterConfig config) : base(nameof(SparseAdapter), site.Layer)
    {
        _activation = Activation.Named(config.Activation);
        using var draws = new Draws(site.Seed);
        var (width, inner) = (Layer.OutFeatures, config.Bottleneck);
        sparse_down = new(draws.Kaiming(inner, width).Like(Layer.Weight));
        sparse_up = new(draws.Kaiming(width, inner).Like(Layer.Weight));
        sparse_down_bias = Trained(zeros(inner));
        sparse_up_bias = Trained(zeros(width));
        RegisterComponents();
    }

    /// <summary>The matrices, <c>[m, D]</c> and <c>[D, m]</c>.</summary>
    internal IEnumerable<PrunedMatrix> Matrices => [sparse_down, sparse_up];

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new($"{DownName}.values", sparse_down.Values, IsSaved: false), new($"{DownName}.bias", sparse_down_bias),
        new($"{UpName}.values", sparse_up.Values, IsSaved: false), new($"{UpName}.bias", sparse_up_bias),
    ];

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Suffix, Tensor Tensor)> Export() =>
        base.Export().Concat(sparse_down.Export(DownName)).Concat(sparse_up.Export(UpName));

    /// <inheritdoc/>
    protected internal override void Import(string suffix, Tensor value)
    {
        if (suffix.EndsWith(".bias", StringComparison.Ordinal))
        {
            base.Import(suffix, value);
            return;
        }

        (suffix.StartsWith(DownName, StringComparison.Ordinal) ? sparse_down : sparse_up).Import(suffix, value);
    }

    /// <inheritdoc/>
    protected internal override bool CanMerge => false;

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var h = next.Call(x);
        var inner = _activation(F.linear(h, sparse_down.Weight(), sparse_down_bias));
        return (h + F.linear(inner, sparse_up.Weight(), sparse_up_bias)).MoveToOuterDisposeScope();
    }
}
