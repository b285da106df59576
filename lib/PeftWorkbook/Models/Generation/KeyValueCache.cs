using static TorchSharp.torch;

namespace PeftWorkbook.Models.Generation;

/// <summary>
/// Keys and values of the positions so far, of every layer, in memory that is taken once: a step writes its rows and
/// reads a view. Its shape is <c>[batch, key heads, capacity, d]</c> a layer.
/// </summary>
public sealed class KeyValueCache : IDisposable
{
    private readonly List<(Tensor Keys, Tensor Values)> _layers = [];

    /// <summary>Makes an empty cache; memory is taken when the first step comes.</summary>
    /// <param name="capacity">The most positions it can hold.</param>
    public KeyValueCache(long capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = capacity;
    }

    /// <summary>The most positions it can hold.</summary>
    public long Capacity { get; }

    /// <summary>How many positions it holds.</summary>
    public long Length { get; private set; }

    /// <summary>The bytes that it has taken.</summary>
    public long Bytes => _layers.Sum(l => 2 * l.Keys.numel() * l.Keys.ElementSize);

    /// <summary>Appends a layer's keys and values of this step and gives all so far.</summary>
    /// <param name="layer">The layer, counted from 0; in a step the layers come in order.</param>
    /// <param name="keys"><c>[batch, key heads, seq, d]</c>.</param>
    /// <param name="values"><c>[batch, key heads, seq, d]</c>.</param>
    /// <returns>Views <c>[batch, key heads, length + seq, d]</c>.</returns>
    /// <exception cref="InvalidOperationException">The cache is full, or made for another batch.</exception>
    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        var (seq, shape) = (keys.shape[2], keys.shape);
        if (Length + seq > Capacity)
        {
            throw new InvalidOperationException($"The cache holds {Capacity} positions; {Length + seq} are needed.");
        }

        if (layer == _layers.Count)
        {
            _layers.Add((Room(keys), Room(values)));
        }

        var (k, v) = _layers[layer];
        if (k.shape[0] != shape[0])
        {
            throw new InvalidOperationException($"The cache holds a batch of {k.shape[0]}; this one has {shape[0]}.");
        }

        using var _ = no_grad();
        using (var place = k.narrow(2, Length, seq))
        {
            place.copy_(keys);
        }

        using (var place = v.narrow(2, Length, seq))
        {
            place.copy_(values);
        }

        return (k.narrow(2, 0, Length + seq), v.narrow(2, 0, Length + seq));
    }

    /// <summary>Ends a step: the positions that all layers appended count from now on.</summary>
    public void Advance(long positions) => Length += positions;

    /// <summary>
    /// Makes row i continue row <c>rows[i]</c>, as beam search picks them. Memory is taken anew only where the batch changes its size.
    /// </summary>
    /// <param name="rows">Row numbers, int64 <c>[new batch]</c>.</param>
    public void Reorder(Tensor rows)
    {
        using var _ = no_grad();
        for (var i = 0; i < _layers.Count; i++)
        {
            var (k, v) = _layers[i];
            _layers[i] = (Reorder(k, rows), Reorder(v, rows));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (keys, values) in _layers)
        {
            keys.Dispose();
            values.Dispose();
        }

        _layers.Clear();
        Length = 0;
    }

    private Tensor Reorder(Tensor room, Tensor rows)
    {
        using var scope = NewDisposeScope();
        if (room.shape[0] == rows.shape[0])
        {
            var held = room.narrow(2, 0, Length);
            held.copy_(held.index_select(0, rows));
            return room;
        }

        var reordered = room.index_select(0, rows).DetachFromDisposeScope();
        room.Dispose();
        return reordered;
    }

    private Tensor Room(Tensor like) =>
        zeros([like.shape[0], like.shape[1], Capacity, like.shape[3]], like.dtype, like.device).DetachFromDisposeScope();
}
