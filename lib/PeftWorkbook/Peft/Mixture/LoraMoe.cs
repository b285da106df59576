using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Mixture;

/// <summary>
/// LoRAMoE (arXiv 2312.09979): several LoRAs, <c>y = W x + alpha / r · Σ softmax(G x)ᵢ Bᵢ Aᵢ x</c>, weighed anew for every token; every
/// expert has rank r. With a weight for it, a localised balancing loss ties tasks of one type to the first half of the experts and the
/// others to the second: rows' shares are added over their tokens, those of the row's own half count <c>1 + δ</c> and the others
/// <c>1 − δ</c>, and the loss is their variance by their squared mean. The task of a row is its type, 0 or 1. B starts at zero. It trains
/// <c>N r (in + out) + N · in</c> numbers a layer. Since p depends on the input, it cannot be merged.
/// </summary>
[PeftMethod("LORAMOE", ArXiv = "2312.09979")]
public sealed record LoraMoeConfig : ExpertLoraConfig
{
    /// <summary>δ of the balancing loss.</summary>
    [JsonPropertyName("blc_alpha")]
    public double BalanceDelta { get; init; } = 0.1;

    /// <summary>What the balancing loss is multiplied by; 0 does without, and then the input needs no tasks.</summary>
    [JsonPropertyName("blc_weight")]
    public double BalanceWeight { get; init; }

    /// <inheritdoc/>
    protected override LayerAdapter MakeExperts(AdapterSite site)
    {
        using var draws = new Draws(site.Seed);
        return new LoraMoeAdapter(site, this, draws);
    }
}

/// <summary>LoRAMoE on one linear layer.</summary>
public sealed class LoraMoeAdapter : TokenRoutedAdapter
{
    private readonly LoraMoeConfig _config;
    private Tensor? _balance;

    internal LoraMoeAdapter(AdapterSite site, LoraMoeConfig config, Draws draws) : base(site, config, sharesA: false, draws) =>
        _config = config;

    /// <summary>The balancing loss of shares, before its weight; the caller's.</summary>
    /// <param name="shares"><c>[batch, seq, experts]</c>, of padding too.</param>
    /// <param name="types">The type of each row's task, 0 or 1: <c>[batch]</c>.</param>
    /// <param name="delta">δ.</param>
    public static Tensor BalanceLoss(Tensor shares, Tensor types, double delta)
    {
        const double Tiny = 1e-10;
        using var scope = NewDisposeScope();
        var experts = shares.shape[^1];
        var isFirst = arange(experts, ScalarType.Int64, shares.device).lt(experts / 2);
        var isOwn = isFirst.unsqueeze(0).eq(types.to(shares.device).eq(1).unsqueeze(1));            // [batch, experts]
        var sums = shares.sum(dim: 1) * where(isOwn, 1 + delta, 1 - delta).to_type(shares.dtype);
        return (sums.var() / (sums.mean().square() + Tiny)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor? Regularisation()
    {
        var balance = _balance;
        _balance = null;
        if (balance is null)
        {
            return null;
        }

        using (balance)
        {
            return balance * _config.BalanceWeight;
        }
    }

    /// <inheritdoc/>
    private protected override Tensor Shares(Tensor x)
    {
        var shares = base.Shares(x);
        if (training && _config.BalanceWeight > 0 && x.dim() == 3)
        {
            var types = Input?.TaskIds
                ?? throw new InvalidOperationException("LoRAMoE's balancing loss needs the type of each row's task, 0 or 1: give TaskIds.");
            using var scope = NewDisposeScope();
            _balance?.Dispose();
            var rows = BatchAxis(x) == 1 ? shares.transpose(0, 1) : shares;
            _balance = BalanceLoss(rows, types, _config.BalanceDelta).DetachFromDisposeScope();
        }

        return shares;
    }
}
