using System.Text.Json.Serialization;
using PeftWorkbook.Peft.Selective.Entries;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// Magnitude mask (arXiv 2211.15583): of every weight the <c>int(ratio · n)</c> entries of largest <c>|w|</c> are trained.
/// </summary>
[PeftMethod("MAGNITUDE", ArXiv = "2211.15583")]
public sealed record MagnitudeConfig : EntriesConfig
{
    /// <summary>The share of each weight's entries.</summary>
    [JsonPropertyName("ratio")]
    public double Ratio { get; init; } = 0.005;

    /// <inheritdoc/>
    protected internal override IEnumerable<ChosenEntries> Choose(EntryField field)
    {
        foreach (var tensor in field.Tensors)
        {
            using var size = tensor.Value.detach().abs();
            yield return new(tensor, EntryRanking.Highest(size, EntryRanking.Share(Ratio, size.numel())));
        }
    }
}

/// <summary>
/// PaFi (arXiv 2305.16742): the <c>int(ratio · n)</c> entries of smallest <c>|w|</c> of all weights together are
/// trained, which needs no
/// data: every task gets the same places.
/// </summary>
[PeftMethod("PAFI", ArXiv = "2305.16742")]
public sealed record PafiConfig : EntriesConfig
{
    /// <summary>The share of all weights' entries.</summary>
    [JsonPropertyName("ratio")]
    public double Ratio { get; init; } = 0.005;

    /// <inheritdoc/>
    protected internal override IEnumerable<ChosenEntries> Choose(EntryField field) => EntryRanking.HighestOfAll(
        [.. field.Tensors.Select(t => (t, t.Value.detach().abs().neg()))],
        EntryRanking.Share(Ratio, field.Tensors.Sum(t => t.Value.numel())));
}
