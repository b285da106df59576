using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// Virtual tokens among what an encoder's embeddings give, before the first of its layers: no padding reaches them, and
/// what a model gives for each position it gives for theirs too.
/// </summary>
/// <param name="model">The model with adapters.</param>
/// <param name="body">The model underneath.</param>
/// <param name="adapter">The adapter's name.</param>
/// <param name="config">The settings.</param>
/// <param name="encoder">Makes the virtual tokens.</param>
/// <param name="first">How many positions of the text stand before them.</param>
internal sealed class EmbeddedPromptAttachment(
    PeftModel model, PretrainedModel body, string adapter, PromptConfig config, PromptEncoder encoder, int first)
    : PromptLearningAttachment(model, body, adapter, config, encoder)
{
    private long Count => Settings.VirtualTokens;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The model is no encoder.</exception>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        if (!Body.IsSequenceFirst)
        {
            throw new NotSupportedException(
                $"'{Name}' puts its prompt behind the embeddings (prompt_place), which only encoders can be given: " +
                "leave it before the words.");
        }

        using var scope = NewDisposeScope();
        var after = input.AfterEmbeddings;
        var isTagger = Body.Task is ModelTask.MaskedLanguageModel or ModelTask.TokenClassification;
        return model(input with
        {
            AttentionMask = Among(input.AttentionMask, 1),
            Labels = isTagger ? Among(input.Labels, Losses.Ignored) : input.Labels,
            AfterEmbeddings = x => after is null ? Embed(x, input.TaskIds) : after(Embed(x, input.TaskIds)),
        }).MoveToOuterDisposeScope();
    }

    // [seq, batch, dim] to [first + P + rest, batch, dim]
    private Tensor Embed(Tensor x, Tensor? tasks)
    {
        using var scope = NewDisposeScope();
        var tokens = Tokens(tasks).narrow(-2, 0, Count).to_type(x.dtype);
        tokens = tokens.dim() == 3 ? tokens.transpose(0, 1) : tokens.unsqueeze(1).expand(-1, x.shape[1], -1);
        return cat([x.narrow(0, 0, first), tokens, x.narrow(0, first, x.shape[0] - first)], 0).MoveToOuterDisposeScope();
    }

    // [batch, seq] with a number for each virtual token in its place
    private Tensor? Among(Tensor? x, long value) => x is null
        ? null
        : cat([x.narrow(1, 0, first), full([x.shape[0], Count], value, x.dtype, x.device), x.narrow(1, first, x.shape[1] - first)], 1);
}
