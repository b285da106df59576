using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// Virtual tokens before the word vectors: they have the first positions and segment 0, and no padding reaches them.
/// What a model gives for each position it gives for theirs too; a causal model's last virtual token predicts the first
/// label, which counts in the loss. Encoders pool the first virtual token.
/// </summary>
internal class PromptAttachment(PeftModel model, PretrainedModel body, string adapter, PromptConfig config, PromptEncoder encoder)
    : PromptLearningAttachment(model, body, adapter, config, encoder)
{
    private protected virtual long Count => Settings.VirtualTokens;

    private bool HasTokenLabels =>
        Body.Task is ModelTask.CausalLanguageModel or ModelTask.MaskedLanguageModel or ModelTask.TokenClassification;

    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        using var scope = NewDisposeScope();
        var isFirst = input.Cache is not { Length: > 0 };    // later the cache holds the prompt
        var given = input with { AttentionMask = Before(input.AttentionMask, 1), PositionIds = Places(input.PositionIds, isFirst) };
        if (isFirst)
        {
            input.Cache?.Reserve(Count);
            given = WithPrompt(given with { TextPositions = TextPositions(input) });
        }

        return model(given).MoveToOuterDisposeScope();
    }

    /// <summary>The input with the virtual tokens in it.</summary>
    private protected virtual ModelInput WithPrompt(ModelInput input) => input.EncoderOutput is not null
        ? input
        : Embed(input, Tokens(input.TaskIds));

    /// <summary>Puts the first virtual tokens before the text.</summary>
    private protected ModelInput Embed(ModelInput input, Tensor tokens)
    {
        var words = Words(input);
        return input with
        {
            InputIds = null,
            InputsEmbeds = Joined(tokens.narrow(-2, 0, Count), words),
            TokenTypeIds = Before(input.TokenTypeIds, 0),
            Labels = HasTokenLabels ? Before(input.Labels, Losses.Ignored) : input.Labels,
        };
    }

    /// <summary>The text's word vectors, <c>[batch, seq, dim]</c>.</summary>
    private protected Tensor Words(ModelInput input)
    {
        var ids = input.InputsEmbeds is null
            ? input.InputIds ?? throw new NotSupportedException($"{Config.PeftType} stands before a text, and this model takes none.")
            : null;
        return input.InputsEmbeds ?? Body.WordTable.call(ids!);
    }

    /// <summary>
    /// The text's part of a mask that has the virtual tokens already, <c>[batch, seq]</c>; null where nothing is padding.
    /// </summary>
    private protected Tensor? TextMask(ModelInput input) =>
        input.AttentionMask is { } mask ? mask.narrow(1, Count, mask.shape[1] - Count) : null;

    private protected static Tensor Joined(Tensor tokens, Tensor words) =>
        cat([tokens.to_type(words.dtype).expand(words.shape[0], tokens.shape[^2], -1), words], 1);

    /// <summary>A number for each virtual token before those of the text, <c>[batch, seq]</c>.</summary>
    private protected Tensor? Before(Tensor? x, long value) =>
        x is null ? null : cat([full([x.shape[0], Count], value, x.dtype, x.device), x], 1);

    // The text's move on behind the prompt's. Encoders count their own: RoBERTa's begin elsewhere.
    private Tensor? Places(Tensor? text, bool withPrompt)
    {
        if (text is null || Body.IsSequenceFirst)
        {
            return null;
        }

        var prompt = arange(Count, ScalarType.Int64, text.device).unsqueeze(0).expand(text.shape[0], -1);
        return withPrompt ? cat([prompt, text + Count], 1) : text + Count;
    }

    // A decoder's classifier reads the last token; without ids it could not tell which is. PEFT gives it none.
    private Tensor? TextPositions(ModelInput input)
    {
        if (Body.Task != ModelTask.SequenceClassification || (input.InputIds ?? input.InputsEmbeds) is not { } text)
        {
            return null;
        }

        if (Settings.KeepsPeftFaults)
        {
            return ones([text.shape[0], Count + text.shape[1]], ScalarType.Int64, text.device);
        }

        var isText = input.TextPositions ?? (input.InputIds is { } ids && Body.Config.Token("pad_token_id") is { } padding
            ? ids.ne(padding).to_type(ScalarType.Int64)
            : null);
        return Before(isText, 1);
    }
}
