using PeftWorkbook.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Layers;

/// <summary>A table of vectors that stays in the blocks of a GGUF file; the rows that are looked up are widened to fp32.</summary>
public sealed class QuantizedEmbedding : Module<Tensor, Tensor>
{
    /// <summary>Makes a table; the blocks belong to it from now on.</summary>
    /// <param name="table"><c>[count, dim]</c>.</param>
    public QuantizedEmbedding(BlockWeight table) : base(nameof(QuantizedEmbedding)) => Table = table;

    /// <summary><c>[count, dim]</c>.</summary>
    public BlockWeight Table { get; }

    /// <summary>Looks rows up: ids <c>[…]</c> to vectors <c>[…, dim]</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is negative or not below the table's size.</exception>
    public override Tensor forward(Tensor ids)
    {
        TokenEmbedding.CheckRange(ids, Table.Rows);
        using var flat = ids.reshape(-1);
        using var rows = Table.RowsOf(flat);
        return rows.view([.. ids.shape, Table.Columns]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Table.Dispose();
        }

        base.Dispose(disposing);
    }
}
