namespace PeftWorkbook.Text;

/// <summary>A part of a template: a special token, or one of the texts.</summary>
/// <param name="Ids">The ids of a special token; null for a text.</param>
/// <param name="Sequence">Which text; 0 or 1.</param>
/// <param name="TypeId">The segment that its tokens get.</param>
internal sealed record TemplatePart(int[]? Ids, int Sequence, int TypeId);

/// <summary>Which special tokens stand around one text and around two.</summary>
internal sealed record SpecialTokenTemplate(IReadOnlyList<TemplatePart> Single, IReadOnlyList<TemplatePart> Pair)
{
    /// <summary>No special tokens; the second text has segment 1.</summary>
    internal static SpecialTokenTemplate None { get; } = new([new(null, 0, 0)], [new(null, 0, 0), new(null, 1, 1)]);

    /// <summary>How many tokens are added.</summary>
    internal int Added(bool isPair) => (isPair ? Pair : Single).Sum(p => p.Ids?.Length ?? 0);
}
