using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>
/// A matrix of which only chosen entries are there and trained; the others are zero. The file holds the whole matrix and a mask of one
/// and zero bytes.
/// </summary>
internal sealed class PrunedMatrix : nn.Module
{
    private readonly long[] _shape;
    private Parameter values;       // the entries that are there, row-major
    private Tensor places;          // their numbers, ascending, int64

    /// <summary>Makes a matrix that has all its entries.</summary>
    /// <param name="start">The matrix.</param>
    internal PrunedMatrix(Tensor start) : base(nameof(PrunedMatrix))
    {
        _shape = start.shape;
        values = new(start.flatten().clone());
        places = arange(start.numel(), ScalarType.Int64, start.device);
        RegisterComponents();
    }

    /// <summary>The entries that are there, <c>[n]</c>, row-major.</summary>
    internal Parameter Values => values;

    /// <summary>The matrix, differentiable in its entries.</summary>
    internal Tensor Weight()
    {
        using var none = zeros(_shape[0] * _shape[1], values.dtype, values.device);
        return none.index_add(0, places, values, 1).view(_shape);
    }

    /// <summary>One where an entry is there, zero elsewhere, bytes.</summary>
    internal Tensor Mask()
    {
        using var _ = no_grad();
        using var none = zeros(_shape[0] * _shape[1], ScalarType.Byte, values.device);
        return none.index_fill(0, places, 1).view(_shape);
    }

    /// <summary>Leaves the entries where the mask is not zero, with the values that a matrix has there.</summary>
    /// <param name="mask">Of the matrix's shape.</param>
    /// <param name="matrix">The values; null keeps those that there are.</param>
    internal void Keep(Tensor mask, Tensor? matrix = null)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var chosen = mask.to(values.device).flatten().ne(0).nonzero().flatten();
        var all = (matrix ?? Weight()).to(values.dtype, values.device).flatten();
        var (oldValues, oldPlaces) = (values, places);
        values = new(all.index_select(0, chosen), oldValues.requires_grad);
        places = chosen.clone();
        values.DetachFromDisposeScope();
        places.DetachFromDisposeScope();
        ConditionallyRegisterParameter(nameof(values), values);
        ConditionallyRegisterBuffer(nameof(places), places);
        oldValues.Dispose();
        oldPlaces.Dispose();
    }

    /// <summary>What the file holds: the matrix and its mask.</summary>
    internal IEnumerable<(string Suffix, Tensor Tensor)> Export(string name)
    {
        using var _ = no_grad();
        return [($"{name}.weight", Weight()), ($"{name}.mask", Mask())];
    }

    /// <summary>Takes the matrix, and afterwards the mask.</summary>
    internal void Import(string suffix, Tensor value)
    {
        if (suffix.EndsWith(".mask", StringComparison.Ordinal))
        {
            Keep(value);
            return;
        }

        using var all = ones(_shape, ScalarType.Byte);
        Keep(all, value);
    }
}
