using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// SVDiff (arXiv 2303.11305): with <c>W = U S Vᵀ</c>, the singular values are shifted, <c>W' = U diag(relu(S + δ)) Vᵀ</c>. δ starts at
/// zero. It trains <c>min(in, out)</c> numbers a layer. The factors follow from the weight and are not saved.
/// </summary>
[PeftMethod("SVDIFF", ArXiv = "2303.11305")]
public sealed record SvDiffConfig : LayerPeftConfig
{
    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new SvDiffAdapter(site);
}

/// <summary>SVDiff on one linear layer.</summary>
public sealed class SvDiffAdapter : LowRankAdapter
{
    private readonly Parameter svdiff_delta;
    private readonly Tensor svdiff_U, svdiff_S, svdiff_Vh;

    internal SvDiffAdapter(AdapterSite site) : base(nameof(SvDiffAdapter), site.Layer)
    {
        var weight = Layer.Weight;
        var (u, s, vh) = Factorization.Largest(weight, Math.Min(Layer.InFeatures, Layer.OutFeatures));
        (svdiff_U, svdiff_S, svdiff_Vh) = (u.Like(weight), s.Like(weight), vh.Like(weight));
        svdiff_delta = Trained(zeros(s.numel()));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("svdiff_delta", svdiff_delta), new("svdiff_U", svdiff_U, IsTrained: false, IsSaved: false),
        new("svdiff_S", svdiff_S, IsTrained: false, IsSaved: false), new("svdiff_Vh", svdiff_Vh, IsTrained: false, IsSaved: false),
    ];

    /// <summary>The change of every singular value between its vectors.</summary>
    protected override (Tensor A, Tensor B) Factors() =>
        (svdiff_Vh, svdiff_U * ((svdiff_S + svdiff_delta).relu() - svdiff_S));

    /// <summary>One product with the changed weight is less than two of full rank beside it.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        if (!next.IsLayer)
        {
            return base.Forward(x, next);
        }

        using var scope = NewDisposeScope();
        return Layer.Apply(x, Updated(Layer.Weight), Layer.Bias).MoveToOuterDisposeScope();
    }
}
