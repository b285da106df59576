using PeftWorkbook.Engine;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// LoHa, the low-rank Hadamard product of FedPara (arXiv 2108.06098): <c>ΔW = s (A₁ B₁) ∘ (A₂ B₂)</c> with <c>A [out,
/// r]</c>,
/// <c>B [r, in]</c> and <c>s = alpha / r</c>, whose rank reaches r². B₂ starts at zero. It trains <c>2 r (in + out)</c>
/// numbers a layer. Since the product of two sums is the sum of r² products, small ranks never form ΔW.
/// </summary>
[PeftMethod("LOHA", ArXiv = "2108.06098")]
public sealed record LoHaConfig : LycorisConfig
{
    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new LoHaAdapter(this, site);
}

/// <summary>LoHa on one layer.</summary>
public sealed class LoHaAdapter : LycorisAdapter, IPublishedGradient
{
    private static readonly Dictionary<string, bool> s_lastIsZero = new() { ["true"] = true, ["false"] = false };

    private readonly Parameter hada_w1_a;
    private readonly Parameter hada_w1_b;
    private readonly Parameter hada_w2_a;
    private readonly Parameter hada_w2_b;
    private readonly Parameter? hada_t1;
    private readonly Parameter? hada_t2;

    internal LoHaAdapter(LoHaConfig config, AdapterSite site)
        : base(nameof(LoHaAdapter), site.Layer, config, config.Of(site.Module).Scaling)
    {
        using var draws = new Draws(site.Seed);
        var (rank, shape) = (config.Of(site.Module).Rank, Layer.Weight.shape);
        var (rows, columns) = (shape[0], shape[1..].Aggregate(1L, (a, b) => a * b));
        var isCored = config.HasCore(Layer);
        long[] left = isCored ? [rank, rows] : [rows, rank];
        long[] right = isCored ? [rank, shape[1]] : [rank, columns];
        hada_w1_a = Trained(draws.Kaiming(left));
        hada_w1_b = Trained(draws.Kaiming(right));
        hada_w2_a = Trained(draws.Kaiming(left));
        hada_w2_b = Trained(config.Start.Choose(s_lastIsZero) ? zeros(right) : draws.Kaiming(right));
        hada_t1 = isCored ? Trained(draws.Kaiming([rank, rank, .. shape[2..]])) : null;
        hada_t2 = isCored ? Trained(draws.Kaiming([rank, rank, .. shape[2..]])) : null;
        RegisterComponents();
    }

    /// <summary>
    /// Whether, with a core tensor, A₁ and A₂ get the gradients of LyCORIS and PEFT, which take the other product's core and B for their
    /// own.
    /// </summary>
    public bool UsesPublishedGradient { get; set; }

    private long Rank => hada_w1_b.shape[0];

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var isPublished = UsesPublishedGradient && hada_t1 is not null;
        var first = isPublished
            ? AsPublished(hada_t1!, hada_w1_a, hada_w1_b, hada_t2!, hada_w2_b)
            : Product(hada_t1, hada_w1_a, hada_w1_b);
        var second = isPublished
            ? AsPublished(hada_t2!, hada_w2_a, hada_w2_b, hada_t1!, hada_w1_b)
            : Product(hada_t2, hada_w2_a, hada_w2_b);
        return (first * second * Scaling).reshape(Layer.Weight.shape).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State
    {
        get
        {
            yield return new("hada_w1_a", hada_w1_a);
            yield return new("hada_w1_b", hada_w1_b);
            yield return new("hada_w2_a", hada_w2_a);
            yield return new("hada_w2_b", hada_w2_b);
            if (hada_t1 is not null)
            {
                yield return new("hada_t1", hada_t1);
                yield return new("hada_t2", hada_t2!);
            }
        }
    }

    private protected override bool IsNarrow =>
        Rank * Rank * (Layer.InFeatures + Layer.OutFeatures) < Layer.InFeatures * Layer.OutFeatures;

    // (A₁ B₁) ∘ (A₂ B₂) = A B, where A's r² columns are the products of columns of A₁ and A₂, and B's rows likewise.
    private protected override Tensor AddNarrow(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var a = (hada_w1_a.unsqueeze(2) * hada_w2_a.unsqueeze(1)).reshape(-1, Rank * Rank);
        var b = (hada_w1_b.unsqueeze(1) * hada_w2_b.unsqueeze(0)).reshape(Rank * Rank, -1);
        return LowRank.Add(y, x, b, a, Scaling).MoveToOuterDisposeScope();
    }

    // The second term adds nothing but its gradient.
    private static Tensor AsPublished(Tensor core, Tensor a, Tensor b, Tensor otherCore, Tensor otherB)
    {
        var other = Product(otherCore.detach(), a, otherB.detach());
        return Product(core, a.detach(), b) + (other - other.detach());
    }

    private static Tensor Product(Tensor? core, Tensor a, Tensor b) =>
        core is null ? a.mm(b) : einsum("ijkl,jr,ip->prkl", core, b, a);
}
