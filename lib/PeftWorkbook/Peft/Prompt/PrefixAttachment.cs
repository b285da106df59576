using PeftWorkbook.Attention;
using PeftWorkbook.Engine;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// Virtual tokens that are keys and values before those of the text in every layer. Their rows hold <c>[k₀, v₀, k₁, v₁, …]</c>;
/// keys are not turned by rotary positions, and the text's positions begin after them. Of an encoder-decoder the decoder's
/// self-attention takes them.
/// </summary>
internal sealed class PrefixAttachment(PeftModel model, PretrainedModel body, string adapter, PromptConfig config, PromptEncoder encoder)
    : PromptLearningAttachment(model, body, adapter, config, encoder)
{
    private readonly int _layers = body.Task == ModelTask.SequenceToSequence
        ? (int)body.Config.Long("num_decoder_layers", config.Layers)
        : config.Layers!.Value;

    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        if (input.Prefix is not null)
        {
            throw new NotSupportedException($"'{Name}' cannot act beside another prefix: make one of them active.");
        }

        using var scope = NewDisposeScope();
        IReadOnlyList<AttentionPrefix?> layers = input.Cache is { Length: > 0 }
            ? [.. Enumerable.Repeat(new CachedPrefix(Settings.VirtualTokens), _layers)]
            : [.. Enumerable.Range(0, _layers).Select(Layer(Tokens(null), scope))];
        return model(input with
        {
            Prefix = new(layers),
            PositionIds = input.PositionIds is { } places ? places + Settings.VirtualTokens : null,
        }).MoveToOuterDisposeScope();
    }

    private Func<int, AttentionPrefix> Layer(Tensor tokens, TorchSharp.DisposeScope scope)
    {
        var (heads, pairs) = (Settings.AttentionHeads!.Value, Settings.Layers!.Value);
        var parts = tokens.view(tokens.shape[0], 2 * pairs, heads, -1).permute(1, 2, 0, 3);      // [2·layers, heads, rows, d]
        var step = Settings.KeepsPeftFaults && Settings.Submodules == 2 ? 2 : 1;
        return layer =>
        {
            var pair = step * layer % pairs;
            var (keys, values) = (parts[2 * pair].unsqueeze(0), parts[(2 * pair) + 1].unsqueeze(0));
            ActivationCheckpoint.Keep(scope, keys, values);
            return new FixedPrefix(keys, values);
        };
    }
}

/// <summary>A prefix that the cache holds already.</summary>
internal sealed class CachedPrefix(long length) : AttentionPrefix
{
    public override long Length => length;

    public override (Tensor Keys, Tensor Values) At(Tensor hidden) =>
        throw new InvalidOperationException("The cache was filled without the prefix: begin with an empty one.");
}
