using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Layers;

/// <summary>A module that stands in a layer's place and holds it, as adapters do.</summary>
internal interface ILayerWrapper
{
    /// <summary>The layer.</summary>
    Module<Tensor, Tensor> Inner { get; }
}

/// <summary>A table of vectors, made empty; the row of <c>paddingIndex</c> gets no gradient, as in PyTorch.</summary>
public sealed class TokenEmbedding : Module<Tensor, Tensor>
{
    private readonly long? _paddingIndex;

    [ComponentName(Name = "weight")]
    private Parameter _weight;

    /// <summary>Makes a table with undefined values.</summary>
    public TokenEmbedding(long count, long dimension, long? paddingIndex = null) : base(nameof(TokenEmbedding))
    {
        _paddingIndex = paddingIndex;
        _weight = WeightBudget.Empty(count, dimension);
        RegisterComponents();
    }

    /// <summary><c>[count, dim]</c>.</summary>
    public Parameter Weight => _weight;

    /// <summary>Takes another parameter for its table.</summary>
    internal void Tie(Parameter weight)
    {
        _weight = weight;
        _internal_params["weight"] = weight;
    }

    /// <summary>Looks rows up: ids <c>[…]</c> to vectors <c>[…, dim]</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is negative or not below the table's size.</exception>
    public override Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        var rows = LookUp(ids, _weight);
        if (_paddingIndex is { } padding && _weight.requires_grad && is_grad_enabled())
        {
            rows = where(ids.eq(padding).unsqueeze(-1), rows.detach(), rows);
        }

        return rows.MoveToOuterDisposeScope();
    }

    /// <summary>The rows of a table: ids <c>[…]</c>, table <c>[count, dim]</c>, to <c>[…, dim]</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is negative or not below the table's size.</exception>
    internal static Tensor LookUp(Tensor ids, Tensor table)
    {
        CheckRange(ids, table.shape[0]);
        using var flat = ids.reshape(-1);
        using var rows = table.index_select(0, flat);
        return rows.view([.. ids.shape, table.shape[1]]);
    }

    /// <summary>The table of an embedding, also where something is wrapped around it.</summary>
    internal static Parameter TableOf(Module module) => module switch
    {
        TokenEmbedding embedding => embedding.Weight,
        ILayerWrapper wrapper => TableOf(wrapper.Inner),
        _ => throw new ArgumentException($"{module.GetName()} is no embedding."),
    };

    // On the CPU a wrong id would be libtorch's "index out of range in self"; on CUDA it would end the process's context.
    internal static void CheckRange(Tensor ids, long count)
    {
        if (ids.numel() == 0)
        {
            return;
        }

        var (low, high) = (ids.min().ToInt64(), ids.max().ToInt64());
        if (low < 0 || high >= count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(ids), $"Token ids run from {low} to {high}; the table has {count} rows. " +
                "Tokenize with the tokenizer of this model.");
        }
    }
}
