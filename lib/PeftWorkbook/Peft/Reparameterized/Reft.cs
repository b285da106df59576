using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// Representation finetuning (ReFT, arXiv 2404.03592): the weights stay, and the hidden states that blocks give out are
/// edited at the text's first and last positions, in a subspace of few dimensions. With R <c>[r, H]</c> and W <c>[r,
/// H]</c>, b <c>[r]</c>: LoReFT <c>h + Rᵀ (W h + b − R h)</c> with orthonormal rows of R; NoReFT the same with any R;
/// DiReFT <c>h + Rᵀ (W h + b)</c>. It trains <c>2 r H + r</c> numbers for each of a block's two places, the first
/// positions and the last ones. It cannot be merged. Where a model goes on from a cache the text that filled it stays
/// edited, and the new positions are not.
/// </summary>
[PeftMethod("LOREFT", ArXiv = "2404.03592")]
public sealed record ReftConfig : HeadedPeftConfig
{
    /// <summary>r, the dimensions of the subspace.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 1;

    /// <summary>How many positions are edited at the text's start.</summary>
    [JsonPropertyName("prefix_positions")]
    public int PrefixPositions { get; init; } = 3;

    /// <summary>How many positions are edited at the text's end; where the two meet, these count.</summary>
    [JsonPropertyName("suffix_positions")]
    public int SuffixPositions { get; init; }

    /// <summary>Whether first and last positions are edited by the same numbers.</summary>
    [JsonPropertyName("tied_weights")]
    public bool TiesPlaces { get; init; }

    /// <summary>Whether R's rows stay orthonormal (LoReFT).</summary>
    [JsonPropertyName("orthogonality")]
    public bool IsOrthogonal { get; init; } = true;

    /// <summary>
    /// Whether what R sees of the state is taken off (LoReFT, NoReFT); without it the edit is DiReFT's.
    /// </summary>
    [JsonPropertyName("subtract_projection")]
    public bool SubtractsProjection { get; init; } = true;

    /// <summary>A function on <c>W h + b</c>; null means none.</summary>
    [JsonPropertyName("non_linearity")]
    public string? Activation { get; init; }

    /// <summary>The share of the edited states that is dropped in training.</summary>
    [JsonPropertyName("dropout")]
    public double Dropout { get; init; }

    /// <summary>The numbers of the blocks that are edited, a decoder's after the encoder's; null means all.</summary>
    [JsonPropertyName("layers_to_transform")]
    [JsonConverter(typeof(IntOrListConverter))]
    public IReadOnlyList<int>? Blocks { get; init; }

    /// <summary>
    /// Whether the orthonormal rows are turned by a square matrix of the file, as PyTorch's parametrisation keeps one;
    /// an adapter that starts here has none.
    /// </summary>
    [JsonPropertyName("projection_base")]
    public bool? HasBase { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra => ["projection_base"];

    /// <summary>NoReFT: R's rows need not be orthonormal.</summary>
    public static ReftConfig NoReft(int rank) => new() { Rank = rank, IsOrthogonal = false };

    /// <summary>DiReFT: the state's own part in the subspace stays.</summary>
    public static ReftConfig DiReft(int rank) => new() { Rank = rank, IsOrthogonal = false, SubtractsProjection = false };

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The rank does not fit the model, or a block is not there.</exception>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed)
    {
        var body = model.Model as PretrainedModel
            ?? throw new ArgumentException($"ReFT takes a model of the workbook, and not {model.Model.GetName()}.");
        var names = TransformerBlocks.Of(body);
        if (Blocks?.Any(b => b < 0 || b >= names.Count) == true)
        {
            throw new ArgumentException(
                $"ReFT is asked for the blocks {string.Join(", ", Blocks)}; the model has 0 to {names.Count - 1}.");
        }

        if (PrefixPositions < 0 || SuffixPositions < 0 || PrefixPositions + SuffixPositions == 0)
        {
            throw new ArgumentException("ReFT edits no position: give prefix_positions or suffix_positions a number above zero.");
        }

        using var scope = NewDisposeScope();
        var blocks = (Blocks ?? [.. Enumerable.Range(0, names.Count)]).Select(b => (b, names[b]));
        return new ReftAttachment(model, body, adapter, this, blocks, seed);
    }
}
