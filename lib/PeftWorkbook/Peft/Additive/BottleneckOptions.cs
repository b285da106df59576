using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeftWorkbook.Peft.Additive;

/// <summary>What the hidden width is divided by to give a bottleneck's: one number, or one for each layer.</summary>
/// <param name="Default">For layers that have none of their own; null where all have.</param>
[JsonConverter(typeof(Converter))]
public sealed record ReductionFactor(double? Default)
{
    private const string DefaultKey = "default";

    /// <summary>The factors of single layers, by number.</summary>
    public IReadOnlyDictionary<int, double> ByLayer { get; init; } = new Dictionary<int, double>();

    /// <summary>The same factor everywhere.</summary>
    public static implicit operator ReductionFactor(double factor) => new(factor);

    /// <summary>The width of the bottleneck in a layer, at least 1: <c>⌊width / factor⌋</c>.</summary>
    /// <exception cref="ArgumentException">There is no factor for the layer, or it is not above 0.</exception>
    public long Width(long width, int layer)
    {
        var factor = ByLayer.TryGetValue(layer, out var own) ? own : Default
            ?? throw new ArgumentException($"reduction_factor has nothing for layer {layer}: name it, or give a '{DefaultKey}'.");
        return factor > 0 && width / factor < 1 << 24
            ? Math.Max(1, (long)Math.Floor(width / factor))
            : throw new ArgumentException($"A reduction_factor of {factor} makes no bottleneck; it is above 0, most often above 1.");
    }

    /// <inheritdoc/>
    public bool Equals(ReductionFactor? other) =>
        other is not null && Default == other.Default && ByLayer.OrderBy(p => p.Key).SequenceEqual(other.ByLayer.OrderBy(p => p.Key));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Default, ByLayer.Count);

    private sealed class Converter : JsonConverter<ReductionFactor>
    {
        public override bool HandleNull => true;

        public override ReductionFactor Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                return new(reader.GetDouble());
            }

            var all = JsonSerializer.Deserialize<Dictionary<string, double>>(ref reader, options) ?? [];
            return new(all.TryGetValue(DefaultKey, out var usual) ? usual : null)
            {
                ByLayer = all.Where(p => p.Key != DefaultKey).ToDictionary(p => Number(p.Key), p => p.Value),
            };
        }

        public override void Write(Utf8JsonWriter writer, ReductionFactor value, JsonSerializerOptions options)
        {
            if (value is { ByLayer.Count: 0, Default: { } factor })
            {
                writer.WriteNumberValue(factor);
                return;
            }

            writer.WriteStartObject();
            foreach (var (layer, own) in value.ByLayer)
            {
                writer.WriteNumber($"{layer}", own);
            }

            if (value.Default is { } usual)
            {
                writer.WriteNumber(DefaultKey, usual);
            }

            writer.WriteEndObject();
        }

        private static int Number(string layer) => int.TryParse(layer, out var number)
            ? number
            : throw new JsonException($"reduction_factor names the layer '{layer}', which is no number.");
    }
}

/// <summary>What a bottleneck's update is multiplied by: a number, a trained number, or a trained number for each channel.</summary>
/// <param name="Factor">The number; null where it is trained, from 1.</param>
/// <param name="IsByChannel">Whether each channel has its own.</param>
[JsonConverter(typeof(Converter))]
public sealed record BottleneckScaling(double? Factor, bool IsByChannel = false)
{
    /// <summary>One trained number.</summary>
    public static BottleneckScaling Learned { get; } = new((double?)null);

    /// <summary>A trained number for each channel (arXiv 2406.06820).</summary>
    public static BottleneckScaling Channel { get; } = new(null, IsByChannel: true);

    /// <summary>A fixed factor.</summary>
    public static implicit operator BottleneckScaling(double factor) => new(factor);

    private sealed class Converter : JsonConverter<BottleneckScaling>
    {
        public override bool HandleNull => true;

        public override BottleneckScaling Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number
            ? new(reader.GetDouble())
            : JsonSerializer.Deserialize<string>(ref reader, options) switch
            {
                "learned" => Learned,
                "channel" => Channel,
                var other => throw new JsonException($"scaling is '{other}'; it is a number, 'learned' or 'channel'."),
            };

        public override void Write(Utf8JsonWriter writer, BottleneckScaling value, JsonSerializerOptions options)
        {
            if (value.Factor is { } factor)
            {
                writer.WriteNumberValue(factor);
                return;
            }

            writer.WriteStringValue(value.IsByChannel ? "channel" : "learned");
        }
    }
}

/// <summary>Where the residual connection around a bottleneck starts.</summary>
[JsonConverter(typeof(BottleneckResidualConverter))]
public enum BottleneckResidual
{
    /// <summary>At the sub-layer's output.</summary>
    Output,

    /// <summary>At the sum of that and the residual input.</summary>
    Sum,

    /// <summary>At what the bottleneck takes, behind the layer's norm.</summary>
    Input,
}

/// <summary>Writes it as AdapterHub does: <c>true</c>, <c>"post_add"</c>, <c>false</c>.</summary>
internal sealed class BottleneckResidualConverter : JsonConverter<BottleneckResidual>
{
    private const string AfterAddition = "post_add";

    public override BottleneckResidual Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.True => BottleneckResidual.Output,
            JsonTokenType.False => BottleneckResidual.Input,
            JsonTokenType.String when reader.GetString() == AfterAddition => BottleneckResidual.Sum,
            _ => throw new JsonException($"residual_before_ln is true, false or '{AfterAddition}'."),
        };

    public override void Write(Utf8JsonWriter writer, BottleneckResidual value, JsonSerializerOptions options)
    {
        if (value == BottleneckResidual.Sum)
        {
            writer.WriteStringValue(AfterAddition);
            return;
        }

        writer.WriteBooleanValue(value == BottleneckResidual.Output);
    }
}
