using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// Cartridges (arXiv 2506.06266): a prefix of keys and values that stands for a long context and is trained in its place. The first
/// few stay as they are: attention rests on them. It trains <c>2 L (P - frozen) d</c> numbers.
/// </summary>
[PeftMethod("CARTRIDGE", ArXiv = "2506.06266")]
public sealed record CartridgeConfig : PromptConfig
{
    /// <summary>How many of the first virtual tokens are not trained.</summary>
    [JsonPropertyName("num_frozen_tokens")]
    public int FrozenTokens { get; init; } = 1;

    private protected override bool IsPrefix => true;

    /// <inheritdoc/>
    private protected override PromptEncoder CreateEncoder(PretrainedModel model, long seed)
    {
        if (FrozenTokens < 0 || FrozenTokens > VirtualTokens)
        {
            throw new ArgumentException($"num_frozen_tokens is {FrozenTokens}; it lies between 0 and the {VirtualTokens} virtual tokens.");
        }

        using var generator = new Generator((ulong)seed);
        return new Cartridge(randn([VirtualTokens, 2L * Layers!.Value * TokenDim!.Value], generator: generator), FrozenTokens);
    }
}

/// <summary>The table in two parts.</summary>
internal sealed class Cartridge : PromptEncoder
{
    private readonly Parameter? frozen_embedding;
    private readonly Parameter trainable_embedding;

    internal Cartridge(Tensor start, long frozen) : base(nameof(Cartridge))
    {
        frozen_embedding = frozen > 0 ? new(start.narrow(0, 0, frozen).clone(), requires_grad: false) : null;
        trainable_embedding = new(start.narrow(0, frozen, start.shape[0] - frozen).clone());
        RegisterComponents();
    }

    internal override IReadOnlyList<string> Fixed => [nameof(frozen_embedding)];

    public override Tensor forward(Tensor? tasks) =>
        frozen_embedding is null ? trainable_embedding.alias() : cat([frozen_embedding, trainable_embedding], 0);

    internal override bool TryImport(string key, Tensor value)
    {
        using var _ = no_grad();
        var frozen = frozen_embedding?.shape[0] ?? 0;
        frozen_embedding?.copy_(value.narrow(0, 0, frozen));
        trainable_embedding.copy_(value.narrow(0, frozen, value.shape[0] - frozen));
        return true;
    }
}
