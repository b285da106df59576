using static TorchSharp.torch;

namespace PeftWorkbook.Models;

/// <summary>Named tensors of a file or of several: what a model is loaded from.</summary>
public interface ITensorSource : IDisposable
{
    /// <summary>What the errors call it.</summary>
    string Origin { get; }

    /// <summary>The names and shapes.</summary>
    IReadOnlyDictionary<string, long[]> Shapes { get; }

    /// <summary>A tensor on the CPU in the file's dtype. It may lie over mapped memory: it lives no longer than the source.</summary>
    Tensor Read(string name);
}
