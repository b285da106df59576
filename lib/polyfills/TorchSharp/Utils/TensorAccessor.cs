using System.Collections;

namespace TorchSharp.Utils;

/// <summary>
/// The elements of a tensor in the processor's memory. They are enumerated in the order of their indices, whatever the
/// strides. The tensor must outlive the accessor.
/// </summary>
/// <typeparam name="T">The type that the element type has in C#.</typeparam>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor tensor;
    private readonly T* start;
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool contiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        this.tensor = tensor.alias();
        this.tensor.DetachFromDisposeScope();
        start = (T*)tensor.DataPointer;
        shape = tensor.shape;
        strides = tensor.stride();
        contiguous = tensor.is_contiguous();
        Count = tensor.numel();
    }

    /// <summary>The number of elements.</summary>
    public long Count { get; }

    /// <summary>Whether elements can only be read; they can be written, too.</summary>
    public bool IsReadOnly => false;

    /// <summary>The element at an index, one number a dimension (or one number in all, into the flattened tensor).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index lies outside of the shape.</exception>
    public T this[params long[] indices]
    {
        get => start[Offset(indices)];
        set => start[Offset(indices)] = value;
    }

    /// <summary>Whether two accessors show the same memory.</summary>
    public static bool operator ==(TensorAccessor<T>? left, TensorAccessor<T>? right) =>
        left is null ? right is null : left.Equals(right);

    /// <summary>Whether two accessors show different memory.</summary>
    public static bool operator !=(TensorAccessor<T>? left, TensorAccessor<T>? right) => !(left == right);

    /// <summary>A copy of all elements.</summary>
    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array.AsSpan());
        return array;
    }

    /// <summary>A copy of all elements, in an array of the tensor's shape; of one element where it has no dimensions.</summary>
    public Array ToNDArray()
    {
        T[] flat = ToArray();
        if (shape.Length <= 1)
        {
            return flat;
        }

        Array result = Array.CreateInstance(typeof(T), shape);
        if (Count > 0)
        {
            fixed (byte* target = &System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(result))
            {
                flat.CopyTo(new Span<T>(target, flat.Length));
            }
        }

        return result;
    }

    /// <summary>Copies elements into an array.</summary>
    /// <param name="array">The target.</param>
    /// <param name="arrayIndex">Where in the target to begin.</param>
    /// <param name="tensorIndex">Where in the flattened tensor to begin.</param>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <inheritdoc cref="CopyTo(T[], int, long)"/>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        Span<T> target = array[arrayIndex..];
        long count = Math.Min(target.Length, Count - tensorIndex);
        if (contiguous && count > 0)
        {
            new ReadOnlySpan<T>(start + tensorIndex, (int)count).CopyTo(target);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            target[i] = start[FlatOffset(tensorIndex + i)];
        }
    }

    /// <summary>Copies elements from an array.</summary>
    /// <param name="array">The source.</param>
    /// <param name="arrayIndex">Where in the source to begin.</param>
    /// <param name="tensorIndex">Where in the flattened tensor to begin.</param>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <inheritdoc cref="CopyFrom(T[], int, long)"/>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ReadOnlySpan<T> source = array[arrayIndex..];
        long count = Math.Min(source.Length, Count - tensorIndex);
        for (int i = 0; i < count; i++)
        {
            start[FlatOffset(tensorIndex + i)] = source[i];
        }
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
        {
            yield return AtFlat(i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override bool Equals(object? obj) =>
        obj is TensorAccessor<T> other && other.start == start && other.Count == Count;

    /// <inheritdoc/>
    public override int GetHashCode() => ((nint)start).GetHashCode();

    /// <summary>Lets go of the tensor.</summary>
    public void Dispose() => tensor.Dispose();

    internal T AtFlat(long index) => index >= 0 && index < Count
        ? start[FlatOffset(index)]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"the tensor has {Count} elements");

    private long Offset(long[] indices)
    {
        if (indices.Length == 1 && shape.Length != 1)
        {
            return indices[0] >= 0 && indices[0] < Count ? FlatOffset(indices[0])
                : throw new ArgumentOutOfRangeException(nameof(indices), indices[0], $"the tensor has {Count} elements");
        }

        if (indices.Length != shape.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(indices), $"{indices.Length} indices for {shape.Length} dimensions");
        }

        long offset = 0;
        for (int i = 0; i < shape.Length; i++)
        {
            offset += indices[i] >= 0 && indices[i] < shape[i] ? indices[i] * strides[i]
                : throw new ArgumentOutOfRangeException(nameof(indices), indices[i], $"dimension {i} has length {shape[i]}");
        }

        return offset;
    }

    private long FlatOffset(long index)
    {
        if (contiguous)
        {
            return index;
        }

        long offset = 0;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            (index, long at) = Math.DivRem(index, shape[i]);
            offset += at * strides[i];
        }

        return offset;
    }
}
