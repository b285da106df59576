using static TorchSharp.torch;

namespace PeftWorkbook.Models.Heads;

/// <summary>A linear classifier on every token: names in a text, parts of speech.</summary>
[Architecture("bert", ModelTask.TokenClassification, "BertForTokenClassification")]
[Architecture("roberta", ModelTask.TokenClassification, "RobertaForTokenClassification")]
[Architecture("distilbert", ModelTask.TokenClassification, "DistilBertForTokenClassification")]
[Architecture("gpt2", ModelTask.TokenClassification, "GPT2ForTokenClassification")]
[Architecture("llama", ModelTask.TokenClassification, "LlamaForTokenClassification")]
[Architecture("qwen2", ModelTask.TokenClassification, "Qwen2ForTokenClassification")]
public sealed class TokenClassificationModel : TokenHeadModel
{
    /// <summary>Makes the model with undefined weights; the classes are the configuration's.</summary>
    public TokenClassificationModel(ModelConfig config)
        : base(nameof(TokenClassificationModel), config, null, HeadName(config), config.Labels, Dropout(config))
    {
    }

    /// <summary>
    /// Ids <c>[batch, seq]</c> to scores <c>[batch, seq, classes]</c>; labels are <c>[batch, seq]</c>, with
    /// <see cref="Losses.Ignored"/> where none is asked.
    /// </summary>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var (output, logits) = Score(input);
        return (output with { Logits = logits, Loss = Losses.Tokens(logits, input.Labels) }).MoveToOuterDisposeScope();
    }

    private static string HeadName(ModelConfig config) => config.ModelType is "llama" or "qwen2" ? "score" : "classifier";

    // each family has some of these
    private static double Dropout(ModelConfig config) => config.Double("classifier_dropout", new[]
    {
        "hidden_dropout_prob", "hidden_dropout", "dropout",
    }.Where(config.Has).Select(n => config.Double(n)).FirstOrDefault(0.1));
}
