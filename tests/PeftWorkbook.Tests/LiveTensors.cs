using static TorchSharp.torch;

namespace PeftWorkbook.Tests;

/// <summary>How many tensors live.</summary>
internal static class LiveTensors
{
    /// <summary>
    /// The count once the finalizer has freed what earlier tests left to it, so that it frees none of that while a test
    /// counts.
    /// </summary>
    internal static long Settled()
    {
        long before;
        do
        {
            before = Tensor.TotalCount;
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        while (Tensor.TotalCount != before);
        return before;
    }
}
