using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized.LoraOptions;

/// <summary>
/// Activated LoRA (arXiv 2504.12397): the adapter acts from the last occurrence of its invocation tokens on, so that
/// what lies before may
/// come from the base's cache. Rows without them are the base's.
/// </summary>
/// <param name="Tokens">The invocation tokens.</param>
internal sealed record AloraOption(IReadOnlyList<long> Tokens) : ILoraOption
{
    public string Name => "aLoRA";

    public LoraAdapter Create(LoraPlace place, AdapterSite site) => Tokens.Count > 0
        ? new AloraAdapter(place, Tokens)
        : throw new ArgumentException("alora_invocation_tokens is empty: name the tokens that switch the adapter on.");
}

/// <summary>Activated LoRA on one linear layer.</summary>
internal sealed class AloraAdapter(LoraPlace place, IReadOnlyList<long> tokens) : LoraAdapter(place)
{
    /// <inheritdoc/>
    protected internal override bool CanMerge => false;

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var y = next.Call(x);
        if (IsOn(x) is not { } on)
        {
            return y.MoveToOuterDisposeScope();
        }

        var input = training && Dropout > 0 ? F.dropout(x, Dropout) : x;
        var update = F.linear(F.linear(input, A), B) * Scaling;
        return (y + (update * on.to_type(y.dtype))).MoveToOuterDisposeScope();
    }

    // [batch, seq, 1]: whether a position lies at or after the start of the last occurrence of the tokens.
    private Tensor? IsOn(Tensor x)
    {
        if (InputIds is not { } ids)
        {
            return null;
        }

        var (batch, length, count) = (ids.shape[0], ids.shape[1], tokens.Count);
        if (length < count)
        {
            return zeros(batch, length, 1, device: x.device);
        }

        using var wanted = tensor(tokens.ToArray(), device: ids.device);
        var starts = ids.unfold(1, count, 1).eq(wanted).all(-1);                                     // [batch, length - count + 1]
        var found = cat([starts, zeros([batch, count - 1], ScalarType.Bool, ids.device)], 1).to_type(ScalarType.Int64);
        var seen = found.cumsum(1);
        var total = found.sum(1, keepdim: true);
        var on = seen.eq(total).logical_and(total > 0);                                              // from the last one on
        return (BatchAxis(x) == 1 ? on.t() : on).unsqueeze(-1);
    }
}
