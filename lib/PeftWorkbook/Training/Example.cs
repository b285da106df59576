namespace PeftWorkbook.Training;

/// <summary>A text, or two, with its label.</summary>
/// <param name="First">The text.</param>
/// <param name="Second">The second text of a pair; null for a single one.</param>
/// <param name="Label">The class's number, or the value of a regression.</param>
public sealed record LabeledText(string First, string? Second, double Label);

/// <summary>A tokenized text with its label.</summary>
/// <param name="Ids">The token ids, special tokens among them.</param>
/// <param name="Label">The class's number, or the value of a regression.</param>
public sealed record Example(IReadOnlyList<int> Ids, double Label)
{
    /// <summary>The segment of each token, 0 or 1; null means 0 for all.</summary>
    public IReadOnlyList<int>? Segments { get; init; }

    /// <summary>
    /// What a language model shall say: a token id for each position, -100 where none is asked. For a model of the next token they are
    /// not shifted; an encoder-decoder's may be of another length than the text. Null for an example with one label.
    /// </summary>
    public IReadOnlyList<int>? Targets { get; init; }

    /// <summary>How many answers count in the loss: one label, or the tokens asked. Who says the next token never says the first.</summary>
    internal int Asked(bool predictsNext) =>
        Targets?.Skip(predictsNext ? 1 : 0).Count(t => t != (int)Models.Losses.Ignored) ?? 1;

    /// <summary>An example of a text that is to be learnt by heart: every token is asked.</summary>
    /// <param name="ids">The token ids.</param>
    /// <param name="prompt">How many of them, at the beginning, are given and not asked.</param>
    public static Example Text(IReadOnlyList<int> ids, int prompt = 0) =>
        new(ids, 0) { Targets = [.. ids.Select((id, i) => i < prompt ? (int)Models.Losses.Ignored : id)] };
}
