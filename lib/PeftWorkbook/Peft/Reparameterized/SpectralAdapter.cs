using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// Spectral adapter, additive (arXiv 2405.13952): with <c>W = U S Vᵀ</c>, the r leading singular vectors are tuned,
/// <c>W' = (U_r + B) S_r (V_r + Aᵀ)ᵀ + rest</c>. A and B start at zero, and their product stays in. There is no alpha. It trains
/// <c>r (in + out)</c> numbers a layer; U_r, S_r and V_r are saved with them.
/// </summary>
[PeftMethod("SPECTRAL_ADAPTER", ArXiv = "2405.13952")]
public sealed record SpectralAdapterConfig : RankedConfig
{
    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site) => new SpectralAdapter(site, this);
}

/// <summary>The spectral adapter on one linear layer.</summary>
public sealed class SpectralAdapter : LowRankAdapter
{
    private readonly Parameter spectral_A, spectral_B;
    private readonly Tensor spectral_U, spectral_S, spectral_V;

    internal SpectralAdapter(AdapterSite site, SpectralAdapterConfig config)
        : base(nameof(SpectralAdapter), site.Layer, dropout: config.Dropout)
    {
        var weight = Layer.Weight;
        var (u, s, vh) = Factorization.Largest(weight, config.Rank);
        (spectral_U, spectral_S, spectral_V) = (u.Like(weight), s.Like(weight), vh.t().Like(weight));
        spectral_A = Trained(zeros(config.Rank, Layer.InFeatures));
        spectral_B = Trained(zeros(Layer.OutFeatures, config.Rank));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("spectral_A", spectral_A), new("spectral_B", spectral_B), new("spectral_U", spectral_U, IsTrained: false),
        new("spectral_S", spectral_S, IsTrained: false), new("spectral_V", spectral_V, IsTrained: false),
    ];

    /// <summary>Of rank 2r: what comes, and what goes.</summary>
    protected override (Tensor A, Tensor B) Factors()
    {
        var (values, rows) = (spectral_S.unsqueeze(1), spectral_V.t());
        return (cat([values * (rows + spectral_A), values * rows]), cat([spectral_U + spectral_B, -spectral_U], 1));
    }
}
