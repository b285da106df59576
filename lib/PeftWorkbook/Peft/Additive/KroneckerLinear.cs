using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft.Additive;

/// <summary>
/// A linear layer whose matrix is a sum of Kronecker products (arXiv 2102.08597, 2106.04647): <c>y = x H + b</c>,
/// <c>H = Σᵢ Aᵢ ⊗ Wᵢ</c> with n terms, <c>Aᵢ [n, n]</c> and <c>Wᵢ [in/n, out/n]</c>, of which either may be a product of two factors.
/// </summary>
internal sealed class KroneckerLinear : Module<Tensor, Tensor>
{
    private const double OwnRule = 0.01;

    [ComponentName(Name = "W")]
    private readonly Parameter? _whole;
    [ComponentName(Name = "W_left")]
    private readonly Parameter? _left;
    [ComponentName(Name = "W_right")]
    private readonly Parameter? _right;
    [ComponentName(Name = "b")]
    private readonly Parameter? _bias;
    private readonly Parameter? phm_rule, phm_rule_left, phm_rule_right;
    private readonly Func<Tensor> _weights, _rule;

    internal KroneckerLinear(
        long inFeatures, long outFeatures, bool isUp, BottleneckConfig config, KroneckerShare? share, Generator generator)
        : base(nameof(KroneckerLinear))
    {
        _bias = config.HasKroneckerBias ? new(zeros(outFeatures)) : null;
        if (config.SharesWeights)
        {
            _weights = share!.Weights(isUp);
        }
        else
        {
            (_whole, _left, _right) = KroneckerStart.Weights(inFeatures, outFeatures, config, generator);
            _weights = () => KroneckerStart.Product(_whole, _left, _right);
        }

        if (config.SharesRule)
        {
            _rule = share!.Rule;
        }
        else
        {
            (phm_rule, phm_rule_left, phm_rule_right) = KroneckerStart.Rule(config, OwnRule, OwnRule, generator);
            _rule = () => KroneckerStart.Product(phm_rule, phm_rule_left, phm_rule_right);
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = x.matmul(Sum(_rule(), _weights()));
        return (_bias is null ? y : y + _bias).MoveToOuterDisposeScope();
    }

    // Σᵢ Aᵢ ⊗ Wᵢ as one product: [n·n, n] with [n, in/n · out/n], and the axes put in order.
    private static Tensor Sum(Tensor rule, Tensor weights)
    {
        var (terms, rows, columns) = (rule.shape[0], weights.shape[1], weights.shape[2]);
        return rule.reshape(terms, -1).t().matmul(weights.reshape(terms, -1))
            .view(terms, terms, rows, columns).permute(0, 2, 1, 3).reshape(terms * rows, terms * columns);
    }
}
