using static TorchSharp.torch;

namespace PeftWorkbook.Models.Heads;

/// <summary>
/// Extractive question answering (SQuAD): two scores for each token, that the answer begins there and that it ends there.
/// </summary>
[Architecture("bert", ModelTask.QuestionAnswering, "BertForQuestionAnswering")]
[Architecture("roberta", ModelTask.QuestionAnswering, "RobertaForQuestionAnswering")]
[Architecture("distilbert", ModelTask.QuestionAnswering, "DistilBertForQuestionAnswering")]
[Architecture("gpt2", ModelTask.QuestionAnswering, "GPT2ForQuestionAnswering")]
[Architecture("llama", ModelTask.QuestionAnswering, "LlamaForQuestionAnswering")]
[Architecture("qwen2", ModelTask.QuestionAnswering, "Qwen2ForQuestionAnswering")]
public sealed class QuestionAnsweringModel : TokenHeadModel
{
    // transformers calls the body of Llama and Qwen2 "transformer" here, and "model" everywhere else
    private const string OldName = "transformer", UsualName = "model.";

    /// <summary>Makes the model with undefined weights.</summary>
    public QuestionAnsweringModel(ModelConfig config)
        : base(
            nameof(QuestionAnsweringModel), config, HasOldName(config) ? OldName : null, "qa_outputs", 2,
            config.Double("qa_dropout", config.ModelType == "distilbert" ? 0.1 : 0))
    {
    }

    /// <summary>
    /// Ids <c>[batch, seq]</c> to scores <c>[batch, seq, 2]</c>, of the answer's first token and of its last; labels are the positions
    /// of the two, <c>[batch, 2]</c>, and a position outside the text is not asked.
    /// </summary>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var (output, logits) = Score(input);
        return (output with { Logits = logits, Loss = Losses.Span(logits, input.Labels) }).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override string Rename(string tensor) =>
        HasOldName(Config) && tensor.StartsWith(UsualName, StringComparison.Ordinal)
            ? $"{OldName}.{tensor[UsualName.Length..]}"
            : base.Rename(tensor);

    private static bool HasOldName(ModelConfig config) => config.ModelType is "llama" or "qwen2";
}
