using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// Residual prompt tuning (arXiv 2305.03937): a prompt and a small net with a residual connection, one for all its tokens,
/// <c>P + LN(W₂ relu(W₁ P + b₁) + b₂)</c>. The file holds the result, and not the net. It trains <c>n D + 2 D m + m + 3 D</c> numbers and
/// keeps <c>n D</c>.
/// </summary>
[PeftMethod("RESIDUAL_PROMPT_TUNING", ArXiv = "2305.03937")]
public sealed record ResidualPromptTuningConfig : PromptConfig
{
    /// <summary>m, the inner width of the net.</summary>
    [JsonPropertyName("bottleneck_size")]
    public int Bottleneck { get; init; } = 128;

    /// <inheritdoc/>
    private protected override PromptEncoder CreateEncoder(PretrainedModel model, long seed)
    {
        using var generator = new Generator((ulong)seed);
        return Bottleneck >= 1
            ? new ResidualPrompt(this, generator)
            : throw new ArgumentException($"bottleneck_size is {Bottleneck}: {PeftType} needs a width of at least 1.");
    }
}

/// <summary>The prompt and the net.</summary>
internal sealed class ResidualPrompt : PromptEncoder
{
    private readonly TokenEmbedding embedding;
    private readonly Dense mlp_down, mlp_up;
    private readonly LayerNorm mlp_norm;

    internal ResidualPrompt(ResidualPromptTuningConfig config, Generator generator) : base(nameof(ResidualPrompt))
    {
        var width = config.TokenDim!.Value;
        embedding = new(config.VirtualTokens, width);
        mlp_down = new(width, config.Bottleneck);
        mlp_up = new(config.Bottleneck, width);
        mlp_norm = nn.LayerNorm(width, 1e-5);
        RegisterComponents();
        SeededStart.Normal(embedding.Weight, generator, 0.5);
        SeededStart.Linears(this, generator);
    }

    public override Tensor forward(Tensor? tasks)
    {
        using var scope = NewDisposeScope();
        var prompt = embedding.Weight;
        return (prompt + mlp_norm.call(mlp_up.call(mlp_down.call(prompt).relu()))).MoveToOuterDisposeScope();
    }
}
