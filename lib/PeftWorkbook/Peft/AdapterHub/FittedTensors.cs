using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.AdapterHub;

/// <summary>
/// Tensors under the library's keys, in the shapes that an adapter has for them where the numbers are as many.
/// </summary>
internal sealed class FittedTensors : ITensorSource
{
    private readonly ITensorSource _named;

    /// <param name="named">The tensors by key.</param>
    /// <param name="attachment">The adapter.</param>
    internal FittedTensors(ITensorSource named, Attachment attachment)
    {
        _named = named;
        var wanted = attachment.Export().ToDictionary(t => t.Key, t => t.Tensor.shape);
        Shapes = named.Shapes.ToDictionary(
            s => s.Key,
            s => wanted.TryGetValue(s.Key, out var shape) && Count(shape) == Count(s.Value) ? shape : s.Value,
            StringComparer.Ordinal);
    }

    public string Origin => _named.Origin;

    public IReadOnlyDictionary<string, long[]> Shapes { get; }

    public Tensor Read(string name)
    {
        using var scope = NewDisposeScope();
        return _named.Read(name).reshape(Shapes[name]).MoveToOuterDisposeScope();
    }

    public void Dispose() => _named.Dispose();

    private static long Count(long[] shape) => shape.Aggregate(1L, (product, n) => product * n);
}
