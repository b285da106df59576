using PeftWorkbook.Peft.Selective.Entries;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// Entries at places of one's own: those that <see cref="EntriesConfig.Masks"/> marks are trained where they are. It is what sparse
/// methods leave when they have found their places.
/// </summary>
[PeftMethod("MASK")]
public sealed record MaskConfig : EntriesConfig
{
    /// <inheritdoc/>
    protected internal override bool TakesBiases => true;

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) => true;

    /// <inheritdoc/>
    protected internal override IEnumerable<ChosenEntries> Choose(EntryField field) =>
        throw new ArgumentException("MASK has no rule of its own: give Masks.");
}
