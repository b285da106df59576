using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Layers;

/// <summary>A table of vectors, made empty; the row of <c>paddingIndex</c> gets no gradient, as in PyTorch.</summary>
public sealed class TokenEmbedding : Module<Tensor, Tensor>
{
    private readonly long? _paddingIndex;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    /// <summary>Makes a table with undefined values.</summary>
    public TokenEmbedding(long count, long dimension, long? paddingIndex = null) : base(nameof(TokenEmbedding))
    {
        _paddingIndex = paddingIndex;
        _weight = new(empty(count, dimension));
        RegisterComponents();
    }

    /// <summary><c>[count, dim]</c>.</summary>
    public Parameter Weight => _weight;

    /// <summary>Looks rows up: ids <c>[…]</c> to vectors <c>[…, dim]</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is negative or not below the table's size.</exception>
    public override Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        CheckRange(ids);
        var rows = _weight.index_select(0, ids.reshape(-1)).view([.. ids.shape, _weight.shape[1]]);
        if (_paddingIndex is { } padding && _weight.requires_grad && is_grad_enabled())
        {
            rows = where(ids.eq(padding).unsqueeze(-1), rows.detach(), rows);
        }

        return rows.MoveToOuterDisposeScope();
    }

    // On the CPU a wrong id would be libtorch's "index out of range in self"; on CUDA it would end the process's context.
    private void CheckRange(Tensor ids)
    {
        if (ids.numel() == 0)
        {
            return;
        }

        var (low, high) = (ids.min().ToInt64(), ids.max().ToInt64());
        if (low < 0 || high >= _weight.shape[0])
        {
            throw new ArgumentOutOfRangeException(
                nameof(ids), $"Token ids run from {low} to {high}; the table has {_weight.shape[0]} rows. " +
                "Tokenize with the tokenizer of this model.");
        }
    }
}
