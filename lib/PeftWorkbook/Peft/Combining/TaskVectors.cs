using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Combining;

/// <summary>
/// Weighted sums of tensors of one shape, as PEFT forms them: it prunes first, elects signs before it weighs, and divides by the number of
/// those that agree.
/// </summary>
internal static class TaskVectors
{
    /// <summary>Drops elements of a tensor.</summary>
    internal delegate Tensor Pruning(Tensor values);

    /// <summary>Keeps the <c>int(density n)</c> elements that are largest by absolute value.</summary>
    internal static Tensor KeepLargest(Tensor values, double density)
    {
        if (density >= 1)
        {
            return values;
        }

        var flat = values.reshape(-1);
        var (_, places) = flat.abs().topk((int)(density * flat.numel()));
        return zeros_like(flat).index_copy(0, places, flat.index_select(0, places)).view(values.shape);
    }

    /// <summary>
    /// Keeps each element with the probability <paramref name="density"/>, and divides it by that. The draw is made on
    /// the CPU, so that a seed drops the same on every device.
    /// </summary>
    internal static Tensor KeepSome(Tensor values, double density, Generator generator)
    {
        if (density >= 1)
        {
            return values;
        }

        var kept = rand(values.shape, generator: generator).lt(density);
        return values * kept.to(values.dtype, values.device) / density;
    }

    /// <summary><c>Σ w_i p(x_i)</c>.</summary>
    internal static Tensor Sum(IEnumerable<Tensor> tensors, IEnumerable<double> weights, Pruning prune) =>
        tensors.Zip(weights, (t, w) => prune(t) * w).Aggregate((a, b) => a + b);

    /// <summary>TIES: the mean of the <c>w_i p(x_i)</c> whose <c>p(x_i)</c> has the elected sign.</summary>
    internal static Tensor Elect(IEnumerable<Tensor> tensors, IEnumerable<double> weights, Pruning prune, MajoritySign majority)
    {
        var all = stack([.. tensors.Select(t => prune(t))]);
        var signs = all.sign();
        var votes = (majority == MajoritySign.Total ? all : signs).sum([0]);
        var elected = votes.ge(0).to_type(all.dtype).mul(2).sub(1);
        var agrees = signs.eq(elected).to_type(all.dtype);
        var weighed = stack([.. weights.Select((w, i) => all[i] * w)]);
        return (weighed * agrees).sum([0]) / agrees.sum([0]).clamp(min: 1);
    }
}
