using static TorchSharp.torch;

namespace PeftWorkbook.Models.Generation;

/// <summary>
/// Keys and values of the positions so far, of every layer, in memory that is taken once: a step writes its rows and
/// reads a view. Its shape is <c>[batch, key heads, capacity, d]</c> a layer.
/// </summary>
public sealed class KeyValueCache : IDisposable
{
    private readonly List<Layer> _layers = [];
    private readonly Dictionary<object, KeyValueCache> _companions = [];

    /// <summary>Makes an empty cache; memory is taken when the first step comes.</summary>
    /// <param name="capacity">The most positions it can hold.</param>
    public KeyValueCache(long capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = capacity;
    }

    /// <summary>The most positions it can hold.</summary>
    public long Capacity { get; private set; }

    /// <summary>How many positions it holds, without those of a prefix.</summary>
    public long Length { get; private set; }

    /// <summary>The bytes that it has taken.</summary>
    public long Bytes => _layers.Sum(l => 2 * l.Keys.numel() * l.Keys.ElementSize);

    /// <summary>Appends a layer's keys and values of this step and gives all so far.</summary>
    /// <param name="layer">The layer, counted from 0; in a step the layers come in order.</param>
    /// <param name="keys"><c>[batch, key heads, seq, d]</c>.</param>
    /// <param name="values"><c>[batch, key heads, seq, d]</c>.</param>
    /// <param name="prefix">
    /// What stands before all positions, <c>[batch | 1, key heads, p, d]</c>: it is asked for when the layer comes for the first time,
    /// and takes no part of the capacity. Null means that nothing does.
    /// </param>
    /// <returns>Views <c>[batch, key heads, p + length + seq, d]</c>.</returns>
    /// <exception cref="InvalidOperationException">The cache is full, or made for another batch.</exception>
    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values, Func<(Tensor Keys, Tensor Values)>? prefix = null)
    {
        var (seq, shape) = (keys.shape[2], keys.shape);
        RefuseOverflow(seq);
        if (layer == _layers.Count)
        {
            _layers.Add(Begin(keys, values, prefix?.Invoke()));
        }

        var (k, v, before) = _layers[layer];
        var start = before + Length;
        RefuseOtherBatch(k, shape[0]);
        Write(k, start, keys);
        Write(v, start, values);
        return (k.narrow(2, 0, start + seq), v.narrow(2, 0, start + seq));
    }

    /// <summary>Makes room for more positions, such as those of a prompt; before the first step.</summary>
    /// <exception cref="InvalidOperationException">Memory has been taken already.</exception>
    internal void Reserve(long positions) => Capacity = _layers.Count == 0
        ? Capacity + positions
        : throw new InvalidOperationException("The cache is in use; it cannot grow.");

    /// <summary>The cache of another model that runs over the same texts, step by step; made when it is asked for first.</summary>
    internal KeyValueCache Companion(object owner)
    {
        if (!_companions.TryGetValue(owner, out var companion))
        {
            _companions[owner] = companion = new(Capacity);
        }

        return companion;
    }

    /// <summary>
    /// A layer's whole memory, <c>[batch, key heads, all, d]</c>, and how many of its rows are filled: for a kernel that writes the
    /// next row itself.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="shape"><c>[batch, key heads, any, d]</c>.</param>
    /// <param name="like">Has the dtype and the device.</param>
    /// <exception cref="InvalidOperationException">The cache is full, or made for another batch.</exception>
    internal (Tensor Keys, Tensor Values, long Filled) Memory(int layer, long[] shape, Tensor like)
    {
        RefuseOverflow(1);
        if (layer == _layers.Count)
        {
            _layers.Add(new Layer(Room(shape, like, 0), Room(shape, like, 0), 0));
        }

        var (keys, values, before) = _layers[layer];
        RefuseOtherBatch(keys, shape[0]);
        return (keys, values, before + Length);
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
            var (k, v, before) = _layers[i];
            _layers[i] = new(Reorder(k, rows, before + Length), Reorder(v, rows, before + Length), before);
        }

        foreach (var companion in _companions.Values)
        {
            companion.Reorder(rows);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (keys, values, _) in _layers)
        {
            keys.Dispose();
            values.Dispose();
        }

        foreach (var companion in _companions.Values)
        {
            companion.Dispose();
        }

        _layers.Clear();
        _companions.Clear();
        Length = 0;
    }

    private static Tensor Reorder(Tensor room, Tensor rows, long length)
    {
        using var scope = NewDisposeScope();
        if (room.shape[0] == rows.shape[0])
        {
            var held = room.narrow(2, 0, length);
            held.copy_(held.index_select(0, rows));
            return room;
        }

        var reordered = room.index_select(0, rows).DetachFromDisposeScope();
        room.Dispose();
        return reordered;
    }

    private Layer Begin(Tensor keys, Tensor values, (Tensor Keys, Tensor Values)? prefix)
    {
        var before = prefix?.Keys.shape[2] ?? 0;
        var layer = new Layer(Room(keys.shape, keys, before), Room(values.shape, values, before), before);
        if (prefix is var (k, v))
        {
            Write(layer.Keys, 0, k);
            Write(layer.Values, 0, v);
        }

        return layer;
    }

    private static void Write(Tensor room, long start, Tensor rows)
    {
        using var _ = no_grad();
        using var place = room.narrow(2, start, rows.shape[2]);
        place.copy_(rows);
    }

    private void RefuseOverflow(long positions)
    {
        if (Length + positions > Capacity)
        {
            throw new InvalidOperationException($"The cache holds {Capacity} positions; {Length + positions} are needed.");
        }
    }

    private static void RefuseOtherBatch(Tensor room, long batch)
    {
        if (room.shape[0] != batch)
        {
            throw new InvalidOperationException($"The cache holds a batch of {room.shape[0]}; this one has {batch}.");
        }
    }

    private Tensor Room(long[] shape, Tensor like, long before) =>
        zeros([shape[0], shape[1], before + Capacity, shape[3]], like.dtype, like.device).DetachFromDisposeScope();

    /// <summary>One layer's memory.</summary>
    /// <param name="Keys"><c>[batch, key heads, prefix + capacity, d]</c>.</param>
    /// <param name="Values">In the same shape.</param>
    /// <param name="Before">The length of its prefix.</param>
    private sealed record Layer(Tensor Keys, Tensor Values, long Before);
}
