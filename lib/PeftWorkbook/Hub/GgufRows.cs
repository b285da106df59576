using PeftWorkbook.Engine;
using static TorchSharp.torch;

namespace PeftWorkbook.Hub;

/// <summary>
/// Reads a tensor of a GGUF file a portion of rows at a time, so that a model takes no more memory while it is read than after.
/// GGUF stores the rows of llama's queries and keys in pairs of neighbours; here they come in the order of "rotate half":
/// row <c>2 i + s</c> of a head in the file is row <c>s · head_dim / 2 + i</c>.
/// </summary>
internal sealed class GgufRows
{
    private const long PortionBytes = 16 << 20;

    private readonly GgufFile _file;
    private readonly GgufTensor _tensor;
    private readonly long _rows, _columns, _rowBytes, _headRows;

    /// <param name="file">The file.</param>
    /// <param name="name">The tensor's name in the file.</param>
    /// <param name="heads">The heads whose rows lie in pairs; 0 where none do.</param>
    /// <exception cref="InvalidDataException">The heads do not divide the rows.</exception>
    internal GgufRows(GgufFile file, string name, long heads)
    {
        (_file, _tensor) = (file, file.Tensor(name));
        var shape = _tensor.Shape;
        (_rows, _columns) = shape.Length < 2 ? (1, _tensor.Count) : (_tensor.Count / Math.Max(1, shape[^1]), shape[^1]);
        _rowBytes = _rows == 0 ? 0 : _tensor.ByteCount / _rows;
        if (heads > 0 && (shape.Length != 2 || _rows % (2 * heads) != 0))
        {
            throw new InvalidDataException(
                $"'{file.Path}' has {heads} heads, which do not divide the {_rows} rows of '{name}' into pairs.");
        }

        _headRows = heads > 0 ? _rows / heads : 0;
    }

    /// <summary>Whether the tensor can stay in its blocks.</summary>
    internal bool HasBlocks => _tensor.Shape.Length == 2 && _tensor.Count > 0 && BlockWeight.Computes(_tensor.Type);

    /// <summary>The blocks, without a copy where the order is that of the file.</summary>
    internal BlockWeight Blocks()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var blocks = Bytes(0, _rows);
        if (_headRows > 0)
        {
            blocks = Unpaired(blocks).contiguous();
            Forget(0, _rows);
        }

        scope.Detach(blocks);
        return new(blocks, _tensor.Type);
    }

    /// <summary>Writes the values to a tensor of the same shape, of any float dtype and on any device.</summary>
    internal void CopyTo(Tensor target)
    {
        using var _ = no_grad();
        using var matrix = target.view(_rows, _columns);
        var portion = Math.Max(1, PortionBytes / Math.Max(1, _columns * sizeof(float)));
        portion = _headRows > 0 ? Math.Max(1, portion / _headRows) * _headRows : portion;
        for (long row = 0; row < _rows && _columns > 0; row += portion)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(portion, _rows - row);
            var values = Values(row, count);
            matrix.narrow(0, row, count).copy_(_headRows > 0 ? Unpaired(values) : values);
            Forget(row, count);
        }
    }

    private Tensor Values(long row, long count)
    {
        if (HasBlocks)
        {
            using var blocks = new BlockWeight(Bytes(row, count), _tensor.Type);
            return blocks.Dequantize();
        }

        var values = empty([count, _columns], ScalarType.Float32, CPU);
        var floats = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(values.bytes);
        GgufBlocks.Dequantize(_tensor.Type, _file.File.Span(_tensor.Offset + (row * _rowBytes), checked((int)(count * _rowBytes))), floats);
        return values;
    }

    private Tensor Bytes(long row, long count) =>
        MappedTensor.Create(_file.File, _tensor.Offset + (row * _rowBytes), [count, _rowBytes], ScalarType.Byte);

    private Tensor Unpaired(Tensor rows)
    {
        var pairs = rows.view(-1, _headRows / 2, 2, rows.shape[1]);
        return pairs.transpose(1, 2).reshape(rows.shape);
    }

    private void Forget(long row, long count) => _file.File.Forget(_tensor.Offset + (row * _rowBytes), count * _rowBytes);
}
