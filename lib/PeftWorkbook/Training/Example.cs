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
}
