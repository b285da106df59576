using TorchSharp;
using static TorchSharp.torch;

namespace PeftWorkbook.Engine;

/// <summary>
/// One stretch of memory for the weights of a model. On the CPU it lies on huge pages, which single weights of a megabyte or two
/// do not get, and a model that reads all of its weights for each token reads them an eighth faster from there.
/// </summary>
internal static class WeightSlab
{
    /// <summary>Where a weight may begin, in elements: whole cache lines.</summary>
    private const long Step = 64;

    /// <summary>
    /// Moves fp32 weights whose values do not matter yet into common memory, which lives as long as any of them. Those of another
    /// dtype were converted after they were made, and so take up memory already.
    /// </summary>
    internal static void Place(IReadOnlyList<Tensor> weights)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        List<Tensor> fresh = [.. weights.Where(w => w.device_type == DeviceType.CPU && w.dtype == ScalarType.Float32)];
        if (fresh.Count == 0)
        {
            return;
        }

        var slab = empty(fresh.Sum(w => Rounded(w.numel())), ScalarType.Float32, CPU);
        long at = 0;
        foreach (var weight in fresh)
        {
            weight.set_(slab.narrow(0, at, weight.numel()).view(weight.shape));
            at += Rounded(weight.numel());
        }
    }

    private static long Rounded(long count) => (count + Step - 1) / Step * Step;
}
