using System.Text.Json.Nodes;
using PeftWorkbook.Models;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Models;

/// <summary>A model takes its rotary embedding from the configuration, old spelling and new, and says what it lacks.</summary>
public sealed class RotaryConfigTests
{
    [Theory]
    [InlineData("""{"rope_type": "linear", "factor": 4.0}""")]
    [InlineData("""{"rope_type": "dynamic", "factor": 4.0}""")]
    [InlineData("""{"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 8}""")]
    [InlineData("""{"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8}""")]
    [InlineData("""{"rope_type": "longrope", "original_max_position_embeddings": 4, "factor": 4.0, "short_factor": [1, 1], "long_factor": [2, 3]}""")]
    public void Each_scaling_changes_what_the_model_computes(string scaling)
    {
        using var scope = NewDisposeScope();
        var (plain, scaled, old) = (
            Model(null),
            Model(("rope_parameters", scaling)),
            Model(("rope_scaling", scaling.Replace("rope_type", "type", StringComparison.Ordinal))));
        var input = new ModelInput(arange(1, 17, ScalarType.Int64).view(1, -1));
        Assert.True(Distance(Logits(plain, input), Logits(scaled, input)) > 1e-4);
        Assert.Equal(0, Distance(Logits(scaled, input), Logits(old, input)));
    }

    [Theory]
    [InlineData("""{"rope_type": "spiral"}""", "known are default, linear, dynamic, yarn, llama3, longrope")]
    [InlineData("""{"rope_type": "linear"}""", "no 'factor', which linear needs")]
    [InlineData("""{"rope_type": "linear", "factor": "much"}""", "'factor' of rope_parameters is")]
    [InlineData("""{"rope_type": "linear", "factor": 0}""", "not a positive number")]
    [InlineData("""{"rope_type": 7}""", "not a text")]
    [InlineData("""{"rope_type": "longrope", "short_factor": [1], "long_factor": [1, 2]}""",
        "'short_factor' of rope_parameters has 1 numbers, and there are 2 frequencies")]
    public void Says_what_is_wrong(string scaling, string expected) => Assert.Contains(
        expected, Assert.ThrowsAny<Exception>(() => Model(("rope_parameters", scaling))).Message, StringComparison.Ordinal);

    private static PretrainedModel Model((string Name, string Json)? scaling)
    {
        var config = ModelConfig.Parse(LlamaJson).With(("max_position_embeddings", 8));
        config = scaling is { } s ? config.With((s.Name, JsonNode.Parse(s.Json))) : config;
        return PretrainedModel.FromConfig(config).Initialize(1);
    }
}
