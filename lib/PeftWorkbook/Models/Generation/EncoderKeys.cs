using static TorchSharp.torch;

namespace PeftWorkbook.Models.Generation;

/// <summary>
/// The keys and values that a decoder's layers make from the encoder's output. They are the same for every token, so each
/// layer computes them once: <c>[batch, heads, source, d]</c>.
/// </summary>
public sealed class EncoderKeys : IDisposable
{
    private readonly Dictionary<int, (Tensor Keys, Tensor Values)> _layers = [];

    /// <summary>How many layers have left theirs.</summary>
    public int Layers => _layers.Count;

    /// <summary>A layer's keys and values; they are computed where it has none yet.</summary>
    internal (Tensor Keys, Tensor Values) GetOrAdd(int layer, Func<(Tensor Keys, Tensor Values)> compute)
    {
        if (!_layers.TryGetValue(layer, out var kept))
        {
            using var scope = NewDisposeScope();
            var (keys, values) = compute();
            // contiguous, so that attention reads them where they lie
            kept = (keys.contiguous().DetachFromDisposeScope(), values.contiguous().DetachFromDisposeScope());
            _layers[layer] = kept;
        }

        return kept;
    }

    /// <summary>Makes row i that of text <c>rows[i]</c>.</summary>
    /// <param name="rows">Row numbers, int64 <c>[new batch]</c>.</param>
    internal void Reorder(Tensor rows)
    {
        foreach (var (layer, (keys, values)) in _layers.ToList())
        {
            _layers[layer] = (keys.index_select(0, rows).DetachFromDisposeScope(), values.index_select(0, rows).DetachFromDisposeScope());
            keys.Dispose();
            values.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (keys, values) in _layers.Values)
        {
            keys.Dispose();
            values.Dispose();
        }

        _layers.Clear();
    }
}
