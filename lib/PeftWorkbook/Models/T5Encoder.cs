using PeftWorkbook.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models;

/// <summary>T5's encoder alone: <c>[batch, seq]</c> to <c>[batch, seq, dim]</c>.</summary>
[Architecture("t5", ModelTask.Encoder, "T5EncoderModel")]
public sealed class T5EncoderModel : PretrainedModel
{
    private readonly Module<Tensor, Tensor> shared;
    private readonly T5Stack encoder;

    /// <summary>Makes the encoder with undefined weights.</summary>
    public T5EncoderModel(ModelConfig config) : base(nameof(T5EncoderModel), config, "transformer")
    {
        shared = new TokenEmbedding(config.Long("vocab_size"), config.Long("d_model"));
        encoder = new(config, isDecoder: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> AttentionTargets => ["q", "v"];

    /// <inheritdoc/>
    protected internal override (IReadOnlyList<string> Outputs, IReadOnlyList<string> Inputs) ScalingTargets =>
        (["k", "v"], ["wo"]);

    /// <inheritdoc/>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var x = input.InputsEmbeds ?? shared.call(input.InputIds!);
        var prefix = input.Prefix is { } given ? given with { EncoderLayers = given.Layers } : null;
        var hidden = encoder.call(x, new(input.AttentionMask) { Prefix = prefix, Input = input });
        return new ModelOutput { LastHiddenState = hidden }.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override string Rename(string tensor) =>
        tensor == "encoder.embed_tokens.weight" ? "shared.weight" : base.Rename(tensor);

    /// <inheritdoc/>
    protected internal override bool IsForeign(string tensor) =>
        tensor.StartsWith("decoder.", StringComparison.Ordinal) || tensor.StartsWith("lm_head.", StringComparison.Ordinal);
}
