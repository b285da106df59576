namespace PeftWorkbook.Models;

/// <summary>What a model's head computes.</summary>
public enum ModelTask
{
    /// <summary>No head: hidden states.</summary>
    Encoder,

    /// <summary>Scores of the vocabulary at every position, from both sides.</summary>
    MaskedLanguageModel,

    /// <summary>Scores of the next token at every position.</summary>
    CausalLanguageModel,

    /// <summary>Scores of classes, or one number, for a text.</summary>
    SequenceClassification,

    /// <summary>Scores of classes for each token.</summary>
    TokenClassification,

    /// <summary>Scores of an answer's first and last token.</summary>
    QuestionAnswering,

    /// <summary>Scores of the next token of a second text.</summary>
    SequenceToSequence,

    /// <summary>Scores of classes for an image.</summary>
    ImageClassification,
}
