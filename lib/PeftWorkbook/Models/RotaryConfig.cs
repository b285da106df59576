using System.Text.Json.Nodes;
using PeftWorkbook.Attention;

namespace PeftWorkbook.Models;

/// <summary>Reads the rotary embedding's settings: <c>rope_parameters</c> of transformers 5, or <c>rope_theta</c> and <c>rope_scaling</c> before.</summary>
internal static class RotaryConfig
{
    internal static RotaryEmbedding Read(ModelConfig config, long headDim)
    {
        var settings = (config.Json["rope_parameters"] ?? config.Json["rope_scaling"]) as JsonObject ?? [];
        var theta = settings["rope_theta"]?.GetValue<double>() ?? config.Double("rope_theta", 10000);
        var plain = RotaryEmbedding.Frequencies(headDim, theta);
        var type = (settings["rope_type"] ?? settings["type"])?.GetValue<string>() ?? "default";
        return new(type switch
        {
            "default" => plain,
            "linear" => [.. plain.Select(f => f / Number("factor"))],
            "llama3" => RotaryEmbedding.Llama3(
                plain, Number("factor"), Number("low_freq_factor"), Number("high_freq_factor"), Number("original_max_position_embeddings")),
            _ => throw new NotSupportedException($"config.json: the rope_type '{type}' is not known; known are default, linear, llama3."),
        });

        double Number(string name) => settings[name]?.GetValue<double>()
            ?? throw new InvalidDataException($"config.json: rope_parameters has no '{name}', which {type} needs.");
    }
}
