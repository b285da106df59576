using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>MoRA's ways to make an input narrower and an output wider without parameters.</summary>
/// <param name="side">r'.</param>
/// <param name="height">The width of the output.</param>
internal abstract class MoraShape(long side, long height)
{
    private static readonly Dictionary<int, Func<long, long, MoraShape>> s_types = new()
    {
        [1] = (side, height) => new Summing(side, height, Fold, Tile),
        [2] = (side, height) => new Summing(side, height, Gather, Repeat),
        [3] = (side, height) => new Summing(side, height, Gather, Tile),
        [4] = (side, height) => new Summing(side, height, Fold, Repeat),
        [6] = (side, height) => new Turning(side, height),
    };

    /// <summary>r'.</summary>
    internal long Side => side;

    /// <summary>The width of the output.</summary>
    protected long Height => height;

    /// <summary>The shape of a type of the authors' code.</summary>
    /// <exception cref="ArgumentException">There is no such type.</exception>
    internal static MoraShape Of(int type, long side, long height) => s_types.TryGetValue(type, out var make)
        ? make(side, height)
        : throw new ArgumentException($"mora_type is {type}; known are {string.Join(", ", s_types.Keys)}.");

    /// <summary><c>D(M C(x))</c>: rows <c>[n, in]</c> to <c>[n, out]</c>.</summary>
    internal abstract Tensor Apply(Tensor x, Tensor m);

    // Rows of whole pieces: what is missing of the last one is the row's own beginning.
    private static Tensor Pieces(Tensor x, long side)
    {
        var missing = (side - (x.shape[1] % side)) % side;
        return (missing == 0 ? x : cat([x, Tile(x, x.shape[1] + missing).narrow(1, x.shape[1], missing)], 1)).view(x.shape[0], -1, side);
    }

    private static Tensor Fold(Tensor x, long side) => Pieces(x, side).sum(dim: 1);

    // Neighbours in groups of two sizes, the larger groups first.
    private static Tensor Gather(Tensor x, long side)
    {
        var (size, larger) = Math.DivRem(x.shape[1], side);
        var first = larger * (size + 1);
        Tensor[] parts =
        [
            x.narrow(1, 0, first).reshape(x.shape[0], larger, size + 1).sum(dim: 2),
            x.narrow(1, first, x.shape[1] - first).reshape(x.shape[0], side - larger, size).sum(dim: 2),
        ];
        return cat(parts, 1);
    }

    private static Tensor Tile(Tensor y, long height) =>
        y.repeat(1, (height + y.shape[1] - 1) / y.shape[1]).narrow(1, 0, height);

    private static Tensor Repeat(Tensor y, long height)
    {
        var (times, larger) = Math.DivRem(height, y.shape[1]);
        return cat(
            [
                y.narrow(1, 0, larger).repeat_interleave(times + 1, 1),
                y.narrow(1, larger, y.shape[1] - larger).repeat_interleave(times, 1),
            ],
            1);
    }

    private sealed class Summing(long side, long height, Func<Tensor, long, Tensor> narrow, Func<Tensor, long, Tensor> widen)
        : MoraShape(side, height)
    {
        internal override Tensor Apply(Tensor x, Tensor m)
        {
            using var scope = NewDisposeScope();
            return widen(narrow(x, Side).mm(m.t()), Height).MoveToOuterDisposeScope();
        }
    }

    private sealed class Turning(long side, long height) : MoraShape(side, height)
    {
        private const double Base = 10000;

        internal override Tensor Apply(Tensor x, Tensor m)
        {
            using var scope = NewDisposeScope();
            var pieces = Pieces(x, Side);                                                           // [n, pieces, r']
            var half = Side / 2;
            var frequencies = arange(0, Side, 2, ScalarType.Float32, x.device).mul(-Math.Log(Base) / Side).exp();
            var angles = arange(pieces.shape[1], ScalarType.Float32, x.device).unsqueeze(1) * frequencies;
            angles = cat([angles, angles], 1);
            var (cosine, sine) = (angles.cos().to_type(x.dtype), angles.sin().to_type(x.dtype));
            var turned = (pieces * cosine)
                + (cat([-pieces.narrow(2, half, half), pieces.narrow(2, 0, half)], 2) * sine);
            var wide = turned.matmul(m.t()).reshape(x.shape[0], -1);
            return Tile(wide, Height).MoveToOuterDisposeScope();
        }
    }
}
