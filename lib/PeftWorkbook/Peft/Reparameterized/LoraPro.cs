using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// LoRA-Pro (arXiv 2407.18242): LoRA whose gradients are replaced before the step by those that move <c>s B A</c> closest to where the full
/// gradient would move the weight: <c>g_A = (BᵀB)⁻¹ ∇A / s² + X A</c> and <c>g_B = (I − B (BᵀB)⁻¹ Bᵀ) ∇B (A Aᵀ)⁻¹ / s² − B X</c>, where X
/// solves <c>BᵀB X + X A Aᵀ = −(BᵀB)⁻¹ ∇A Aᵀ / s²</c>. While B is zero, as at the start, A keeps its gradient and
/// <c>g_B = ∇B (A Aᵀ)⁻¹ / s²</c>. (The authors' code also runs Adam on the equivalent full gradient; here any optimiser takes these.)
/// It trains <c>r (in + out)</c> numbers a layer.
/// </summary>
[PeftMethod("LORA_PRO", ArXiv = "2407.18242")]
public sealed record LoraProConfig : LowRankConfig
{
    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site) => new LoraProAdapter(site, this);
}

/// <summary>LoRA-Pro on one linear layer.</summary>
public sealed class LoraProAdapter : LowRankAdapter
{
    private readonly Parameter lora_A, lora_B;

    internal LoraProAdapter(AdapterSite site, LoraProConfig config)
        : base(nameof(LoraProAdapter), site.Layer, config.Scaling, config.Dropout)
    {
        using var draws = new Draws(site.Seed);
        lora_A = Trained(draws.Kaiming(config.Rank, Layer.InFeatures));
        lora_B = Trained(zeros(Layer.OutFeatures, config.Rank));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("lora_A.weight", lora_A), new("lora_B.weight", lora_B)];

    /// <inheritdoc/>
    protected override (Tensor A, Tensor B) Factors() => (lora_A, lora_B);

    /// <summary>Replaces both gradients.</summary>
    protected internal override void BeforeStep()
    {
        if (lora_A.grad is not { } a || lora_B.grad is not { } b)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (gradientA, gradientB, _) = Project(lora_A, lora_B, a, b, Scaling);
        a.copy_(gradientA);
        b.copy_(gradientB);
    }

    /// <summary>The gradients in float64, and X; in the caller's scope.</summary>
    /// <param name="a">A <c>[r, in]</c>.</param>
    /// <param name="b">B <c>[out, r]</c>.</param>
    /// <param name="gradientA">∇A.</param>
    /// <param name="gradientB">∇B.</param>
    /// <param name="scale">s.</param>
    internal static (Tensor A, Tensor B, Tensor X) Project(Tensor a, Tensor b, Tensor gradientA, Tensor gradientB, double scale)
    {
        const double Ridge = 1e-8;
        (a, b) = (a.detach().to_type(ScalarType.Float64), b.detach().to_type(ScalarType.Float64));
        (gradientA, gradientB) = (gradientA.to_type(ScalarType.Float64), gradientB.to_type(ScalarType.Float64));
        var rank = a.shape[0];
        var one = eye(rank, dtype: a.dtype, device: a.device) * Ridge;
        var (left, right) = (b.t().mm(b), a.mm(a.t()));
        var inverse = linalg.inv(right + one);
        if (b.abs().max().ToDouble() == 0)
        {
            return (gradientA, gradientB.mm(inverse) / (scale * scale), zeros_like(right));
        }

        var narrow = linalg.inv(left + one);
        var x = Sylvester(left, right, -narrow.mm(gradientA).mm(a.t()) / (scale * scale));
        var outside = gradientB - b.mm(narrow).mm(b.t().mm(gradientB));
        return ((narrow.mm(gradientA) / (scale * scale)) + x.mm(a), (outside.mm(inverse) / (scale * scale)) - b.mm(x), x);
    }

    // L X + X R = C with symmetric L and R: in the bases of their eigenvectors every entry stands alone.
    private static Tensor Sylvester(Tensor left, Tensor right, Tensor value)
    {
        var (l, p) = linalg.eigh(left);
        var (r, q) = linalg.eigh(right);
        return p.mm(p.t().mm(value).mm(q) / (l.unsqueeze(1) + r)).mm(q.t());
    }
}
