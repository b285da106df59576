using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>
/// 2ᵇ numbers that stand for normally distributed ones. Each is the quantile in the middle of its cell, by probability, and cells meet
/// halfway between the numbers; that is a fixed point, which is found by going round.
/// </summary>
internal sealed class NormalCodes
{
    private const int Rounds = 500;

    /// <param name="bits">b.</param>
    internal NormalCodes(int bits)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var ends = tensor([0.0, 1.0], ScalarType.Float64);
        var cells = 1L << bits;
        var codes = Quantile((arange(cells, ScalarType.Float64) + 0.5) / cells);
        for (var i = 0; i < Rounds; i++)
        {
            var share = cat([ends.narrow(0, 0, 1), Share(Between(codes)), ends.narrow(0, 1, 1)]);
            codes = Quantile((share.narrow(0, 0, cells) + share.narrow(0, 1, cells)) / 2);
        }

        Codes = [.. codes.data<double>()];
        Thresholds = [.. Between(codes).data<double>()];
    }

    /// <summary>The numbers, ascending.</summary>
    internal IReadOnlyList<double> Codes { get; }

    /// <summary>Where one cell ends and the next begins.</summary>
    internal IReadOnlyList<double> Thresholds { get; }

    /// <summary>The code of each number's cell.</summary>
    internal Tensor Nearest(Tensor x)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var codes = tensor(Codes.ToArray(), dtype: x.dtype, device: x.device);
        var thresholds = tensor(Thresholds.ToArray(), dtype: x.dtype, device: x.device);
        var cell = x.unsqueeze(-1).gt(thresholds).sum(-1);
        return codes.index_select(0, cell.flatten()).view(x.shape).MoveToOuterDisposeScope();
    }

    private static Tensor Between(Tensor codes) => (codes.narrow(0, 0, codes.shape[0] - 1) + codes.narrow(0, 1, codes.shape[0] - 1)) / 2;

    private static Tensor Quantile(Tensor share) => ((2 * share) - 1).erfinv() * Math.Sqrt(2);

    private static Tensor Share(Tensor quantile) => ((quantile / Math.Sqrt(2)).erf() + 1) / 2;
}
