using System.Text.Json;
using System.Text.Json.Nodes;
using PeftWorkbook.Attention;

namespace PeftWorkbook.Models;

/// <summary>
/// Reads the rotary embedding's settings: <c>rope_parameters</c> of transformers 5, or <c>rope_theta</c> and
/// <c>rope_scaling</c> before.
/// </summary>
internal sealed class RotaryConfig
{
    private const string Known = "default, linear, dynamic, yarn, llama3, longrope";
    private readonly JsonObject _settings;
    private readonly ModelConfig _config;
    private readonly string _type;

    private RotaryConfig(ModelConfig config)
    {
        _config = config;
        _settings = (config.Json["rope_parameters"] ?? config.Json["rope_scaling"]) as JsonObject ?? [];
        _type = Text("rope_type") ?? Text("type") ?? "default";
    }

    /// <summary>The embedding of a head of <paramref name="headDim"/> dimensions.</summary>
    /// <exception cref="NotSupportedException">The kind of scaling is not known.</exception>
    /// <exception cref="InvalidDataException">A setting is missing, or no sensible number.</exception>
    internal static RotaryEmbedding Read(ModelConfig config, long headDim) => new(new RotaryConfig(config).Scaling(headDim));

    private RotaryScaling Scaling(long headDim)
    {
        var theta = Number("rope_theta", _config.Double("rope_theta", 10000));
        var dimension = (long)(headDim * Number("partial_rotary_factor", _config.Double("partial_rotary_factor", 1)));
        if (!(theta > 1) || dimension < 2 || dimension > headDim)
        {
            throw new InvalidDataException(
                $"config.json: rope_theta {theta} and {dimension} of {headDim} turned dimensions " +
                "make no rotary embedding.");
        }

        var plain = RotaryScaling.Plain(dimension, theta);
        return _type switch
        {
            "default" => new(_ => plain),
            "linear" => RotaryScaling.Linear(plain, Number("factor")),
            "dynamic" => RotaryScaling.Dynamic(dimension, theta, Number("factor"), Trained()),
            "yarn" => Yarn().For(dimension, theta),
            "llama3" => RotaryScaling.Llama3(
                plain, Number("factor"), Number("low_freq_factor"), Number("high_freq_factor"), Number("original_max_position_embeddings")),
            "longrope" => LongRope(plain),
            _ => throw new NotSupportedException($"config.json: the rope_type '{_type}' is not known; known are {Known}."),
        };
    }

    private YarnScaling Yarn()
    {
        var original = Number("original_max_position_embeddings", Trained());
        return new()
        {
            Original = original,
            Factor = Number("factor", Trained() / original),
            BetaFast = Number("beta_fast", 32),
            BetaSlow = Number("beta_slow", 1),
            Truncate = _settings["truncate"] is not JsonValue truncate || !truncate.TryGetValue(out bool isWhole) || isWhole,
            AttentionFactor = Optional("attention_factor"),
            MScale = Weight("mscale"),
            MScaleAllDimensions = Weight("mscale_all_dim"),
        };
    }

    // Phi-3 keeps the original length beside the settings; its factor is then the quotient of the lengths.
    private RotaryScaling LongRope(double[] plain)
    {
        var beside = _config.Has("original_max_position_embeddings") ? _config.Long("original_max_position_embeddings") : (long?)null;
        var original = beside ?? (long)Number("original_max_position_embeddings", Trained());
        var factor = beside is { } trained ? Trained() / (double)trained : Number("factor", Trained() / (double)original);
        return RotaryScaling.LongRope(
            plain, Factors("short_factor", plain.Length), Factors("long_factor", plain.Length), original,
            Optional("attention_factor") ?? RotaryScaling.LongRopeAttention(factor, original));
    }

    private long Trained() => Math.Max(1, _config.Long("max_position_embeddings"));

    private double[] Factors(string name, int count)
    {
        double[] factors = _settings[name] is JsonArray list ? [.. list.Select(f => Positive(f, name))] : [];
        return factors.Length == count
            ? factors
            : throw new InvalidDataException(
                $"config.json: '{name}' of rope_parameters has {factors.Length} numbers, " +
                $"and there are {count} frequencies.");
    }

    private double Number(string name, double? missing = null) => Optional(name) ?? missing
        ?? throw new InvalidDataException($"config.json: rope_parameters has no '{name}', which {_type} needs.");

    private double? Optional(string name) => _settings[name] is { } node ? Positive(node, name) : null;

    // Some files write 0 for "none".
    private double? Weight(string name) =>
        _settings[name] is JsonValue value && value.TryGetValue(out double number) && number == 0 ? null : Optional(name);

    private static double Positive(JsonNode? node, string name) =>
        node is JsonValue value && value.TryGetValue(out double number) && double.IsFinite(number) && number > 0
            ? number
            : throw new InvalidDataException(
                $"config.json: '{name}' of rope_parameters is {node?.ToJsonString() ?? "null"}, " +
                "not a positive number.");

    private string? Text(string name) => _settings[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => (string?)value,
        var node => throw new InvalidDataException($"config.json: '{name}' of rope_parameters is {node.ToJsonString()}, not a text."),
    };
}
