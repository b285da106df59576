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

    /// <summary>Puts a weight of a model over the source's own memory; false where it has to be copied.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="target">Of the same shape.</param>
    bool Adopt(string name, Tensor target) => false;

    /// <summary>
    /// Fills a weight of a model, whatever its dtype and device. A source does this in portions, so that loading takes no memory
    /// beside the model's own.
    /// </summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="target">Of the same shape.</param>
    void ReadInto(string name, Tensor target)
    {
        using var value = Read(name);
        target.copy_(value);
    }
}
