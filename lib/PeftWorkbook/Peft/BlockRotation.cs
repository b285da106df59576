using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>Rotations by block-diagonal orthogonal matrices, which OFT and BOFT train.</summary>
internal static class BlockRotation
{
    /// <summary>
    /// Cayley's map of skew-symmetric matrices to rotations, <c>(I − Q)(I + Q)⁻¹</c>, solved in fp32: <c>[blocks, b,
    /// b]</c>.
    /// </summary>
    internal static Tensor Cayley(Tensor skew)
    {
        using var scope = NewDisposeScope();
        var q = skew.to_type(ScalarType.Float32);
        var one = eye(q.shape[^1], device: q.device);

        // both factors are polynomials of Q, so they may change places
        return linalg.solve(one + q, one - q).to_type(skew.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Its Neumann series, <c>I + 2Q + 2Q² + … + Qᵗ⁻¹</c>: PEFT's, which turns the other way.</summary>
    /// <param name="skew"><c>[blocks, b, b]</c>.</param>
    /// <param name="terms">t; three terms are four in PEFT, and so in the adapters it trained.</param>
    internal static Tensor Neumann(Tensor skew, int terms)
    {
        using var scope = NewDisposeScope();
        var sum = eye(skew.shape[^1], dtype: skew.dtype, device: skew.device).expand_as(skew);
        var power = skew;
        var last = terms == 3 ? 3 : terms - 1;
        for (var exponent = 1; exponent <= last; exponent++)
        {
            power = exponent == 1 ? skew : power.bmm(skew);
            sum = sum + (power * (exponent > 2 && exponent == last ? 1 : 2));
        }

        return sum.MoveToOuterDisposeScope();
    }

    /// <summary>Rows times the block-diagonal matrix.</summary>
    /// <param name="x"><c>[…, n · b]</c>.</param>
    /// <param name="blocks"><c>[n, b, b]</c>, or one block <c>[1, b, b]</c> for all.</param>
    internal static Tensor Apply(Tensor x, Tensor blocks)
    {
        using var scope = NewDisposeScope();
        var (count, side) = (blocks.shape[0], blocks.shape[^1]);
        var turned = count == 1
            ? x.reshape(-1, side).mm(blocks[0])
            : x.reshape(-1, count, side).transpose(0, 1).bmm(blocks).transpose(0, 1);
        return turned.reshape(x.shape).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// In place of a share of the blocks, the identity: what multiplicative dropout does in training.
    /// </summary>
    internal static Tensor Drop(Tensor blocks, double share)
    {
        using var scope = NewDisposeScope();
        var count = blocks.shape[0];
        var dropped = randperm(count, device: blocks.device).lt((long)(share * count)).view(-1, 1, 1);
        var one = eye(blocks.shape[^1], dtype: blocks.dtype, device: blocks.device);
        return where(dropped, one, blocks).MoveToOuterDisposeScope();
    }
}
