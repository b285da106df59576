using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Attention;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>Every scaling of the rotary embedding, read from a configuration as the models read it.</summary>
[GoldenLine("attention/rope.json")]
public sealed class RopeLine : GoldenLine
{
    private readonly JsonObject _cases = JsonNode.Parse(File.ReadAllText(Set.At("attention", "rope.json")))!["cases"]!.AsObject();
    private readonly GoldenTensors _tensors = new(Set.At("attention", "rope.safetensors"));

    public override IEnumerable<string> Discover() => _cases.Select(c => c.Key).Order(StringComparer.Ordinal);

    public override void Run(string id)
    {
        using var scope = NewDisposeScope();
        var about = _cases[id]!;
        var headDim = (long)about["head_dim"]!;
        var length = (long?)about["seq_len"] ?? 0;
        var scaling = RotaryConfig.Read(Config(about), headDim).Scaling;
        Assert.Equal((double)about["attention_factor"]!, scaling.AttentionFactor, 1e-9);
        Close.Check(scaling.Frequencies(length), _tensors[$"scaled/{id}/inv_freq"]);
        // the embedding at this length, whatever the positions: that is how it was recorded
        var rotary = new RotaryEmbedding(scaling with { Frequencies = _ => scaling.Frequencies(length) });
        foreach (var name in new[] { "q", "k" }.Where(n => _tensors.Has($"scaled/{id}/{n}")))
        {
            var (cos, sin) = rotary.At(GoldenInput.Tensor(_tensors["positions/offset"]), ScalarType.Float32);
            Close.Check(RotaryEmbedding.Rotate(GoldenInput.Tensor(_tensors[name]), cos, sin), _tensors[$"scaled/{id}/{name}"]);
        }
    }

    // As a model's file has it; hidden_size and heads do not matter, since the head's size is given.
    private static ModelConfig Config(JsonNode about) => ModelConfig.Parse(new JsonObject
    {
        ["model_type"] = "llama",
        ["max_position_embeddings"] = about["max_position_embeddings"]!.DeepClone(),
        ["rope_parameters"] = about["rope_parameters"]!.DeepClone(),
    }.ToJsonString());
}
