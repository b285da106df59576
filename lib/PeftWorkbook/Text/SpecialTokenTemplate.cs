namespace PeftWorkbook.Text;

/// <summary>A part of a template: a special token, or one of the texts.</summary>
/// <param name="Ids">The ids of a special token; null for a text.</param>
/// <param name="Sequence">Which text; 0 or 1.</param>
/// <param name="TypeId">The segment that its tokens get.</param>
internal sealed record TemplatePart(int[]? Ids, int Sequence, int TypeId);

/// <summary>Which special tokens stand around one text and around two.</summary>
internal sealed record SpecialTokenTemplate(IReadOnlyList<TemplatePart> Single, IReadOnlyList<TemplatePart> Pair)
{
    /// <summary>
    /// Whether windows after a text's first keep the segment of the text's place, whatever the template says, as
    /// Hugging Face's <c>TemplateProcessing</c> does (for T5, whose template says 0 for both, that is a difference).
    /// </summary>
    internal bool LeavesLaterWindows { get; init; }

    /// <summary>No special tokens; the second text has segment 1.</summary>
    internal static SpecialTokenTemplate None { get; } = new([new(null, 0, 0)], [new(null, 0, 0), new(null, 1, 1)]);

    /// <summary>How many tokens are added.</summary>
    internal int Added(bool isPair) => (isPair ? Pair : Single).Sum(p => p.Ids?.Length ?? 0);
}
