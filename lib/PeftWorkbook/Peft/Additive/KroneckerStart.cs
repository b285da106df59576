using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Additive;

/// <summary>The parameters of sums of Kronecker products: made, started, and multiplied where they are factors.</summary>
internal static class KroneckerStart
{
    /// <summary>Refuses settings that the two widths do not fit.</summary>
    /// <exception cref="ArgumentException">The number of terms does not divide both, or there is no rank.</exception>
    internal static void Check(long width, long inner, BottleneckConfig config)
    {
        var terms = config.KroneckerTerms;
        if (terms < 1 || width % terms != 0 || inner % terms != 0)
        {
            throw new ArgumentException(
                $"phm_dim is {terms} and has to divide the widths, {width} and {inner}: choose it and reduction_factor so that it does.");
        }

        if (config.KroneckerRank < 1)
        {
            throw new ArgumentException($"phm_rank is {config.KroneckerRank}; it is at least 1.");
        }
    }

    /// <summary>The Wᵢ: <c>[n, in/n, out/n]</c>, or factors <c>[n, in/n, rank]</c> and <c>[n, rank, out/n]</c>.</summary>
    internal static (Parameter? Whole, Parameter? Left, Parameter? Right) Weights(
        long inFeatures, long outFeatures, BottleneckConfig config, Generator generator)
    {
        var terms = config.KroneckerTerms;
        return Parts([terms, inFeatures / terms, outFeatures / terms], config.FactorsWeights ? config.KroneckerRank : null, Fill);

        void Fill(Parameter weight)
        {
            var size = weight.shape[1] + weight.shape[2];
            switch (config.WeightStart)
            {
                case "glorot-uniform":
                    SeededStart.Uniform(weight, generator, Math.Sqrt(6.0 / size));
                    break;
                case "glorot-normal" or "phm":
                    SeededStart.Normal(weight, generator, Math.Sqrt(2.0 / size));
                    break;
                case "normal":
                    SeededStart.Normal(weight, generator, config.RuleDeviation);
                    break;
                default:
                    throw new ArgumentException(
                        $"hypercomplex_nonlinearity is '{config.WeightStart}'; known are glorot-uniform, glorot-normal and normal.");
            }
        }
    }

    /// <summary>The Aᵢ: <c>[n, n, n]</c>, or factors <c>[n, n, 1]</c> and <c>[n, 1, n]</c>.</summary>
    internal static (Parameter? Whole, Parameter? Left, Parameter? Right) Rule(
        BottleneckConfig config, double deviation, double bound, Generator generator)
    {
        var terms = config.KroneckerTerms;
        return Parts([terms, terms, terms], config.FactorsRule ? 1 : null, Fill);

        void Fill(Parameter rule)
        {
            switch (config.RuleStart)
            {
                case "normal":
                    SeededStart.Normal(rule, generator, deviation);
                    break;
                case "uniform":
                    SeededStart.Uniform(rule, generator, bound);
                    break;
                default:
                    throw new ArgumentException($"phm_c_init is '{config.RuleStart}'; known are normal and uniform.");
            }
        }
    }

    /// <summary>The whole, or the product of its factors.</summary>
    internal static Tensor Product(Parameter? whole, Parameter? left, Parameter? right) => whole?.alias() ?? left!.matmul(right!);

    private static (Parameter? Whole, Parameter? Left, Parameter? Right) Parts(long[] shape, int? rank, Action<Parameter> fill)
    {
        if (rank is not { } inner)
        {
            var whole = new Parameter(empty(shape));
            fill(whole);
            return (whole, null, null);
        }

        var (left, right) = (new Parameter(empty(shape[0], shape[1], inner)), new Parameter(empty(shape[0], inner, shape[2])));
        fill(left);
        fill(right);
        return (null, left, right);
    }
}

/// <summary>What all Kronecker layers of an adapter share: the Aᵢ, the Wᵢ, or both.</summary>
internal sealed class KroneckerShare : nn.Module
{
    private readonly Parameter? phm_rule, phm_rule_left, phm_rule_right;
    private readonly Parameter? W_down, W_down_left, W_down_right, W_up, W_up_left, W_up_right;

    internal KroneckerShare(long width, long inner, BottleneckConfig config, Generator generator) : base(nameof(KroneckerShare))
    {
        if (config.SharesRule)
        {
            (phm_rule, phm_rule_left, phm_rule_right) = KroneckerStart.Rule(config, config.RuleDeviation, 1, generator);
        }

        if (config.SharesWeights)
        {
            (W_down, W_down_left, W_down_right) = KroneckerStart.Weights(width, inner, config, generator);
            (W_up, W_up_left, W_up_right) = KroneckerStart.Weights(inner, width, config, generator);
        }

        RegisterComponents();
    }

    /// <summary>The Aᵢ, <c>[n, n, n]</c>.</summary>
    internal Tensor Rule() => KroneckerStart.Product(phm_rule, phm_rule_left, phm_rule_right);

    /// <summary>The Wᵢ of the first projections, or of the second.</summary>
    internal Func<Tensor> Weights(bool isUp) => isUp
        ? () => KroneckerStart.Product(W_up, W_up_left, W_up_right)
        : () => KroneckerStart.Product(W_down, W_down_left, W_down_right);
}
