using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Mixture;

/// <summary>
/// HydraLoRA (arXiv 2404.19245): one A and several B's, <c>y = W x + alpha / r · Σ softmax(G x)ᵢ Bᵢ A x</c>, weighed anew for every token.
/// The router sees x without dropout. B starts at zero. It trains <c>r · in + N r · out + N · in</c> numbers a layer. Since p depends on
/// the input, it cannot be merged.
/// </summary>
[PeftMethod("HYDRALORA", ArXiv = "2404.19245")]
public sealed record HydraLoraConfig : ExpertLoraConfig
{
    /// <inheritdoc/>
    protected override LayerAdapter MakeExperts(AdapterSite site)
    {
        using var draws = new Draws(site.Seed);
        return new TokenRoutedAdapter(site, this, sharesA: true, draws);
    }
}

/// <summary>LoRA experts on one linear layer, weighed by a linear router for every token.</summary>
public class TokenRoutedAdapter : ExpertLoraAdapter
{
    private readonly Parameter lora_route;

    internal TokenRoutedAdapter(AdapterSite site, ExpertLoraConfig config, bool sharesA, Draws draws)
        : base(nameof(TokenRoutedAdapter), site, config, sharesA, draws)
    {
        lora_route = Trained(draws.Kaiming(config.Experts, Layer.InFeatures));
        RegisterComponents();
    }

    /// <inheritdoc/>
    private protected override IEnumerable<AdapterTensor> Router => [new("lora_route.weight", lora_route)];

    /// <inheritdoc/>
    private protected override Tensor Shares(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.matmul(lora_route.t()).softmax(-1).MoveToOuterDisposeScope();
    }
}
