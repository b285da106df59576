using PeftWorkbook.Attention;
using PeftWorkbook.Models.Generation;
using static TorchSharp.torch;

namespace PeftWorkbook.Models;

/// <summary>What a model takes. Axes: <c>batch</c>, <c>seq</c> (positions of this call), <c>dim</c> (hidden width).</summary>
/// <param name="InputIds">Token ids <c>[batch, seq]</c>, int64; null where embeddings or pixels are given.</param>
public sealed record ModelInput(Tensor? InputIds = null)
{
    /// <summary>1 for a token, 0 for padding: <c>[batch, seq]</c>; null where nothing is padding (which is faster).</summary>
    public Tensor? AttentionMask { get; init; }

    /// <summary>Segment ids <c>[batch, seq]</c>; null means zeros.</summary>
    public Tensor? TokenTypeIds { get; init; }

    /// <summary>Positions <c>[batch, seq]</c>; null means 0, 1, … (or as the family counts them).</summary>
    public Tensor? PositionIds { get; init; }

    /// <summary>Vectors in place of the ids' embeddings: <c>[batch, seq, dim]</c>.</summary>
    public Tensor? InputsEmbeds { get; init; }

    /// <summary>Images <c>[batch, channels, height, width]</c>, already normalised.</summary>
    public Tensor? PixelValues { get; init; }

    /// <summary>
    /// Targets: class ids <c>[batch]</c>, regression values <c>[batch]</c>, token ids <c>[batch, seq]</c> with -100 where none is
    /// asked, or the positions of an answer's first and last token <c>[batch, 2]</c>. With them the output has a loss.
    /// </summary>
    public Tensor? Labels { get; init; }

    /// <summary>The task of each row, int64 <c>[batch]</c>: for adapters that hold several tasks.</summary>
    public Tensor? TaskIds { get; init; }

    /// <summary>The kind of each token, int64 <c>[batch, seq]</c>, as context-aware prompt tuning takes it.</summary>
    public Tensor? InputTypeMask { get; init; }

    /// <summary>What the decoder of an encoder-decoder has so far, <c>[batch, target]</c>; from the labels where null.</summary>
    public Tensor? DecoderInputIds { get; init; }

    /// <summary>Vectors in place of <see cref="DecoderInputIds"/>' embeddings: <c>[batch, target, dim]</c>.</summary>
    public Tensor? DecoderInputsEmbeds { get; init; }

    /// <summary>An encoder's output from an earlier call, <c>[batch, seq, dim]</c>: the encoder is not run again.</summary>
    public Tensor? EncoderOutput { get; init; }

    /// <summary>Keys and values of earlier positions; this call appends its own.</summary>
    public KeyValueCache? Cache { get; init; }

    /// <summary>
    /// What a decoder's layers made from the encoder's output; the first call of a text leaves it there for the later ones.
    /// </summary>
    public EncoderKeys? EncoderKeys { get; init; }

    /// <summary>
    /// Keys and values before those of the text, in each layer. Masks do not count them, and with a cache every step takes them.
    /// </summary>
    public KeyValuePrefix? Prefix { get; init; }

    /// <summary>Vectors that each layer's attention sees beside the text; null for a layer without.</summary>
    internal IReadOnlyList<GatedPrompt?>? GatedPrompts { get; init; }

    /// <summary>
    /// Runs a decoder's block: takes the block's number, its input <c>[batch, seq, dim]</c> and the block, and gives the output; null
    /// runs it plainly.
    /// </summary>
    internal Func<int, Tensor, Func<Tensor, Tensor>, Tensor>? AroundBlock { get; init; }

    /// <summary>Adapters where sub-layers join the residual stream; null where there are none.</summary>
    internal SubLayerAdapters? SubLayerAdapters { get; init; }

    /// <summary>
    /// What is made of the embeddings before the first layer, <c>[batch, seq, dim]</c> or, in a model that has its states so,
    /// <c>[seq, batch, dim]</c>: an encoder's alone where there is one. Null leaves them.
    /// </summary>
    internal Func<Tensor, Tensor>? AfterEmbeddings { get; init; }

    /// <summary>
    /// Which positions are text to a classifier that reads the last one, 1 or 0: <c>[batch, seq]</c>; null means what ids or mask say.
    /// </summary>
    internal Tensor? TextPositions { get; init; }

    /// <summary>Whether the output shall hold every layer's hidden state.</summary>
    public bool WithHiddenStates { get; init; }

    /// <summary>Whether the output shall hold every layer's attention probabilities.</summary>
    public bool WithAttentions { get; init; }

    /// <summary>Logits of the last position alone: what generation needs.</summary>
    public bool LastPositionOnly { get; init; }

    /// <summary>
    /// Hidden states of the first position alone: what a classifier on the first token needs. The last layer then asks, and
    /// goes on, for that position only.
    /// </summary>
    internal bool FirstPositionOnly { get; init; }

    /// <summary>The same input for a classifier on the first token; nothing is left out where every state is asked for.</summary>
    internal ModelInput ForFirstPosition() =>
        this with { FirstPositionOnly = !WithHiddenStates && !WithAttentions && !NeedsAllPositions };

    /// <summary>Whether every layer shall see all positions, although the output needs fewer: an adapter computes across them.</summary>
    internal bool NeedsAllPositions { get; init; }

    /// <summary>Runs a block, by <see cref="AroundBlock"/> where there is one.</summary>
    internal Tensor Block(int index, Tensor x, Func<Tensor, Tensor> block) =>
        AroundBlock is null ? block(x) : AroundBlock(index, x, block);

    /// <summary>The embeddings as the first layer gets them.</summary>
    internal Tensor Embedded(Tensor x) => AfterEmbeddings is null ? x : AfterEmbeddings(x);

    /// <summary>Joins a sub-layer's output to the residual stream.</summary>
    internal Tensor Join(SubLayerKind kind, int layer, Tensor h, ResidualSum sum) =>
        SubLayerAdapters.Join(SubLayerAdapters, layer, kind, h, sum);

    /// <summary>The device of the input.</summary>
    internal Device Device => (InputIds ?? InputsEmbeds ?? PixelValues ?? DecoderInputIds)?.device
        ?? throw new ArgumentException("The input holds neither ids, embeddings nor pixels.");
}
