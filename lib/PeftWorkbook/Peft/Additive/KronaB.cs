using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Additive;

/// <summary>
/// KronAᴮ (arXiv 2212.10650): a Kronecker product beside the feed-forward net, <c>FFN(x) + s x (A ⊗ B)</c> on what the net reads, with
/// <c>A [a₁, a₂]</c> and <c>B [b₁, b₂]</c> whose products of sizes are the width. With the residual (KronAᴮ_res) a trained number adds
/// <c>s_res x</c>. B and s_res start at zero. It trains <c>a₁ a₂ + b₁ b₂</c> numbers a layer, and one more with the residual.
/// </summary>
[PeftMethod("KRONA_B", ArXiv = "2212.10650")]
public sealed record KronaBConfig : SideBranchConfig
{
    /// <summary>b₁ and b₂, which divide the width; null takes the divisor nearest to its root for both.</summary>
    [JsonPropertyName("factor_shape")]
    public IReadOnlyList<int>? FactorShape { get; init; }

    /// <summary>s, what the product is multiplied by.</summary>
    [JsonPropertyName("scaling")]
    public double Scaling { get; init; } = 1;

    /// <summary>Whether a trained number adds what the net reads.</summary>
    [JsonPropertyName("residual")]
    public bool HasResidual { get; init; }

    private protected override IReadOnlyList<SubLayerKind> Kinds => [SubLayerKind.FeedForward];

    private protected override SideBranch CreateBranch(PretrainedModel body, Generator generator)
    {
        var width = body.Config.HiddenSize;
        var nearest = (int)Enumerable.Range(1, (int)Math.Sqrt(width)).Select(d => width / d).Last(d => width % d == 0);
        IReadOnlyList<int> shape = FactorShape ?? [nearest, nearest];
        return shape.Count == 2 && shape.All(b => b > 0 && width % b == 0)
            ? new KronaBranch(width, shape[0], shape[1], this, generator)
            : throw new ArgumentException($"factor_shape is [{string.Join(", ", shape)}]: it is two divisors of the width {width}.");
    }

    private sealed class KronaBranch : SideBranch
    {
        private readonly Parameter krona_A, krona_B;
        private readonly Parameter? krona_residual;
        private readonly double _scaling;

        internal KronaBranch(long width, long rows, long columns, KronaBConfig config, Generator generator) : base(nameof(KronaBranch))
        {
            _scaling = config.Scaling;
            krona_A = new(TorchDraws.Linear(generator, width / rows, width / columns));
            krona_B = new(zeros(rows, columns));
            krona_residual = config.HasResidual ? new(zeros(1)) : null;
            RegisterComponents();
        }

        // A row vector is a matrix [a₁, b₁], and x (A ⊗ B) is Aᵀ X B: the product is never formed.
        private protected override Tensor Branch(ResidualSum sum)
        {
            var x = sum.Read;
            var matrix = x.reshape([.. x.shape[..^1], krona_A.shape[0], krona_B.shape[0]]);
            var y = krona_A.t().matmul(matrix).matmul(krona_B).reshape(x.shape) * _scaling;
            return krona_residual is null ? y : y + (krona_residual * x);
        }
    }
}
