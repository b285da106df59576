using PeftWorkbook.Models.Generation;
using static TorchSharp.torch;

namespace PeftWorkbook.Attention;

/// <summary>Keys and values that stand before those of the text in one attention: no token made them.</summary>
public abstract class AttentionPrefix
{
    /// <summary>How many there are.</summary>
    public abstract long Length { get; }

    /// <summary>The keys and values. With a cache they are asked for once, in the step that fills it.</summary>
    /// <param name="hidden">What the attention takes, in its layout: a prefix may depend on it, as one behind a gate does.</param>
    /// <returns>Two tensors <c>[batch, key heads, length, d]</c>, or <c>[1, …]</c> where all rows share them.</returns>
    public abstract (Tensor Keys, Tensor Values) At(Tensor hidden);

    /// <summary>
    /// Puts the prefix before the keys and values of an attention that has the batch first, with its cache.
    /// </summary>
    /// <param name="prefix">The prefix; null where this attention has none.</param>
    /// <param name="hidden">What the attention takes: <c>[batch, seq, dim]</c>.</param>
    /// <param name="keys"><c>[batch, key heads, seq, d]</c>.</param>
    /// <param name="values"><c>[batch, key heads, seq, d]</c>.</param>
    /// <param name="bias">Added to the scores: its last axis counts keys, with or without those of a prefix; null adds nothing.</param>
    /// <param name="cache">Keys and values of earlier positions; null keeps none.</param>
    /// <param name="layer">The layer's place in the cache.</param>
    internal static (Tensor Keys, Tensor Values, Tensor? Bias) BatchFirst(
        AttentionPrefix? prefix, Tensor hidden, Tensor keys, Tensor values, Tensor? bias, KeyValueCache? cache = null, int layer = 0)
    {
        if (cache is not null)
        {
            (keys, values) = cache.Append(layer, keys, values, prefix is null ? null : () => prefix.At(hidden));
        }
        else if (prefix is not null)
        {
            var (k, v) = prefix.At(hidden);
            (keys, values) = (Before(k, keys), Before(v, values));
        }

        return (keys, values, Fit(bias, keys.shape[2]));

        static Tensor Before(Tensor first, Tensor rest) =>
            cat([first.to_type(rest.dtype).expand(rest.shape[0], -1, -1, -1), rest], 2);
    }

    /// <summary>The same for an attention that has the position first.</summary>
    /// <param name="prefix">The prefix; null where this attention has none.</param>
    /// <param name="hidden">What the attention takes: <c>[seq, batch, dim]</c>.</param>
    /// <param name="keys"><c>[seq, batch, heads·d]</c>.</param>
    /// <param name="values"><c>[seq, batch, heads·d]</c>.</param>
    /// <param name="bias">Added to the scores; null adds nothing.</param>
    internal static (Tensor Keys, Tensor Values, Tensor? Bias) SequenceFirst(
        AttentionPrefix? prefix, Tensor hidden, Tensor keys, Tensor values, Tensor? bias)
    {
        if (prefix is null)
        {
            return (keys, values, bias);
        }

        var (k, v) = prefix.At(hidden);
        (keys, values) = (Before(k, keys), Before(v, values));
        return (keys, values, Fit(bias, keys.shape[0]));

        static Tensor Before(Tensor first, Tensor rest)
        {
            var rows = first.to_type(rest.dtype).permute(2, 0, 1, 3).reshape(first.shape[2], first.shape[0], rest.shape[2]);
            return cat([rows.expand(-1, rest.shape[1], -1), rest], 0);
        }
    }

    /// <summary>
    /// A bias of that many keys: every query sees every key of a prefix, so that zero is added to its score; or without
    /// the first ones, where it counts more.
    /// </summary>
    internal static Tensor? Fit(Tensor? bias, long keys)
    {
        var missing = keys - (bias?.shape[^1] ?? keys);
        return missing switch
        {
            0 => bias,
            > 0 => cat([zeros([.. bias!.shape[..^1], missing], bias.dtype, bias.device), bias], -1),
            _ => bias!.narrow(-1, -missing, keys),
        };
    }
}

/// <summary>A prefix that is the same for every input.</summary>
/// <param name="keys"><c>[batch | 1, key heads, length, d]</c>.</param>
/// <param name="values"><c>[batch | 1, key heads, length, d]</c>.</param>
public sealed class FixedPrefix(Tensor keys, Tensor values) : AttentionPrefix
{
    /// <inheritdoc/>
    public override long Length => keys.shape[2];

    /// <inheritdoc/>
    public override (Tensor Keys, Tensor Values) At(Tensor hidden) => (keys, values);
}

/// <summary>
/// The prefixes of all layers of a model; a layer that has none has a null, or lies past the list's end.
/// </summary>
/// <param name="Layers">Of the self-attention of each layer; of an encoder-decoder, the decoder's.</param>
public sealed record KeyValuePrefix(IReadOnlyList<AttentionPrefix?> Layers)
{
    /// <summary>Of the self-attention of an encoder-decoder's encoder.</summary>
    public IReadOnlyList<AttentionPrefix?> EncoderLayers { get; init; } = [];

    /// <summary>Of a decoder's attention to the encoder.</summary>
    public IReadOnlyList<AttentionPrefix?> CrossLayers { get; init; } = [];

    /// <summary>
    /// Whether the prefix has positions of its own, so that the text's begin after it: as if keys and values were those
    /// of earlier tokens. Otherwise the text's positions stay as they are without one.
    /// </summary>
    public bool ShiftsPositions { get; init; } = true;

    /// <summary>
    /// Whether relative positions count the prefix among the keys alone, so that each query lies that many positions
    /// before its own key: as adapters trained with AdapterHub's T5 have it, whose positions do not move otherwise.
    /// </summary>
    public bool KeysCountPrefix { get; init; }

    /// <summary>How far the text's positions move.</summary>
    public long Shift => ShiftsPositions ? Layers.Max(l => l?.Length) ?? 0 : 0;

    /// <summary>A layer's prefix in one of the lists.</summary>
    internal static AttentionPrefix? At(IReadOnlyList<AttentionPrefix?>? layers, int layer) => layer < layers?.Count ? layers[layer] : null;
}
