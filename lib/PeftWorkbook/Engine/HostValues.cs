using static TorchSharp.torch;

namespace PeftWorkbook.Engine;

/// <summary>Values of a tensor as an array of the program.</summary>
internal static class HostValues
{
    /// <summary>A copy of all elements, in row-major order; the tensor may be on any device.</summary>
    internal static T[] ToHost<T>(this Tensor tensor)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        using var values = tensor.cpu().contiguous().data<T>();      // an accessor keeps its tensor until it is disposed
        return values.ToArray();
    }
}
