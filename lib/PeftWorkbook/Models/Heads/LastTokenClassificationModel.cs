using static TorchSharp.torch;

namespace PeftWorkbook.Models.Heads;

/// <summary>A decoder with a linear classifier, or a regression, without bias on the last token that is not padding.</summary>
[Architecture("gpt2", ModelTask.SequenceClassification, "GPT2ForSequenceClassification")]
[Architecture("llama", ModelTask.SequenceClassification, "LlamaForSequenceClassification")]
[Architecture("qwen2", ModelTask.SequenceClassification, "Qwen2ForSequenceClassification")]
public sealed class LastTokenClassificationModel : TokenHeadModel
{
    /// <summary>Makes the model with undefined weights; the classes are the configuration's.</summary>
    public LastTokenClassificationModel(ModelConfig config)
        : base(nameof(LastTokenClassificationModel), config, null, "score", config.Labels, dropout: 0, hasBias: false)
    {
    }

    /// <summary>Ids <c>[batch, seq]</c> to scores <c>[batch, classes]</c>.</summary>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var (output, scores) = Score(input);                                             // [batch, seq, classes]
        var rows = arange(scores.shape[0], ScalarType.Int64, scores.device);
        var logits = scores.index(rows, LastTokens(input, scores));
        var loss = Losses.Classification(logits, input.Labels, Config);
        return (output with { Logits = logits, Loss = loss }).MoveToOuterDisposeScope();
    }

    // The last id that is not padding; the mask where there are no ids; the last position where there is neither.
    private Tensor LastTokens(ModelInput input, Tensor scores)
    {
        var isToken = input.TextPositions?.ne(0) ?? (input.InputIds is { } ids && Config.Token("pad_token_id") is { } padding
            ? ids.ne(padding)
            : input.AttentionMask?.ne(0));
        var last = scores.shape[1] - 1;
        return isToken is null
            ? full([scores.shape[0]], last, ScalarType.Int64, scores.device)
            : (isToken.to_type(ScalarType.Int64) * arange(last + 1, ScalarType.Int64, scores.device)).argmax(-1);
    }
}
