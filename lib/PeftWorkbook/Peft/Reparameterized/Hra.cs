using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// HRA, Householder reflection adaptation (arXiv 2405.17484): <c>W' = W H₁ … Hᵣ</c> with <c>Hᵢ = I − 2 uᵢ uᵢᵀ /
/// ‖uᵢ‖²</c>. For even r the vectors start in equal pairs, whose reflections cancel. With Gram-Schmidt the vectors are
/// made orthogonal first and
/// <c>W' = W (I − 2 U Uᵀ)</c>, which is never the identity; they then start apart, since equal ones have no direction
/// left. It trains
/// <c>r · in</c> numbers a layer. The chain is computed as <c>I − U T Uᵀ</c> with a triangular T <c>[r, r]</c>, on the
/// input.
/// </summary>
[PeftMethod("HRA", ArXiv = "2405.17484")]
public sealed record HraConfig : LayerPeftConfig
{
    /// <summary>r, the number of reflections.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 8;

    /// <summary>Whether the vectors are made orthogonal.</summary>
    [JsonPropertyName("apply_GS")]
    public bool IsOrthogonalized { get; init; }

    /// <summary>Whether the vectors start in pairs, or each on its own.</summary>
    [JsonPropertyName("init_weights")]
    public WeightStart Start { get; init; } = WeightStart.Usual;

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert => FixedBias;

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) => layer.Kind is LayerKind.Linear or LayerKind.Convolution;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        var width = site.Layer.Weight[0].numel();
        return Rank > 0 && (!IsOrthogonalized || Rank <= width)
            ? new HraAdapter(this, site)
            : throw new ArgumentException($"{Rank} reflections do not fit '{site.Module}', whose rows have {width} numbers.");
    }
}

/// <summary>HRA on one layer.</summary>
public sealed class HraAdapter : WeightAdapter
{
    private readonly Parameter hra_u;
    private readonly bool _isOrthogonalized;

    internal HraAdapter(HraConfig config, AdapterSite site) : base(nameof(HraAdapter), site.Layer)
    {
        using var draws = new Draws(site.Seed);
        _isOrthogonalized = config.IsOrthogonalized;
        var (width, rank) = (Layer.Weight[0].numel(), (long)config.Rank);
        var isPaired = rank % 2 == 0 && !config.Start.IsRandom && !_isOrthogonalized;
        hra_u = Trained(isPaired ? draws.Kaiming(width, rank / 2).repeat_interleave(2, 1) : draws.Kaiming(width, rank));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("hra_u", hra_u)];

    /// <summary><c>W H₁ … Hᵣ</c>.</summary>
    public override Tensor Transform(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var (u, t) = Chain();
        return Reflect(weight.flatten(1), u, t).reshape(weight.shape).MoveToOuterDisposeScope();
    }

    /// <summary>A linear layer's input is reflected, and no weight is made.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        if (Layer.Kind != LayerKind.Linear)
        {
            return base.Forward(x, next);
        }

        using var scope = NewDisposeScope();
        var (u, t) = Chain();
        return next.Call(Reflect(x.reshape(-1, x.shape[^1]), u, t.t()).view(x.shape)).MoveToOuterDisposeScope();
    }

    // rows − (rows U) T Uᵀ
    private static Tensor Reflect(Tensor rows, Tensor u, Tensor t) => rows.addmm(rows.mm(u).mm(t), u.t(), 1, -1);

    // Reflections at unit vectors multiply to I − U T Uᵀ, where T⁻¹ is ½ on its diagonal and UᵀU above it.
    private (Tensor U, Tensor T) Chain()
    {
        var wide = hra_u.to_type(ScalarType.Float32);
        var one = eye(wide.shape[1], dtype: wide.dtype, device: wide.device);
        if (_isOrthogonalized)
        {
            var (q, _) = linalg.qr(wide);
            return (q.to_type(hra_u.dtype), (one * 2).to_type(hra_u.dtype));
        }

        var u = wide / wide.square().sum(dim: 0, keepdim: true).sqrt();
        var t = linalg.inv(u.t().mm(u).triu(1) + (one * 0.5));
        return (u.to_type(hra_u.dtype), t.to_type(hra_u.dtype));
    }
}
