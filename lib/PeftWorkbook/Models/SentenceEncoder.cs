using PeftWorkbook.Engine;
using PeftWorkbook.Text;
using static TorchSharp.torch;

namespace PeftWorkbook.Models;

/// <summary>
/// Turns texts into vectors of length one: an encoder, and the mean over its tokens (<see cref="SentenceEmbedding"/>). Texts of
/// like length go through the model together, so that next to nothing is computed for padding.
/// </summary>
public sealed class SentenceEncoder
{
    /// <summary>Positions a pass holds: enough for the matrix products, few enough for the processor's caches.</summary>
    private const int PositionsAtOnce = 2048;

    private readonly PretrainedModel _model;
    private readonly EncodeOptions _options;

    /// <summary>Takes a model, and holds its weights constant (see <see cref="PretrainedModel.Freeze"/>).</summary>
    /// <param name="model">An encoder.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="maxLength">The most tokens of a text, special ones counted; what is longer is cut.</param>
    public SentenceEncoder(PretrainedModel model, TextTokenizer tokenizer, int maxLength = 256)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxLength);
        (_model, Tokenizer) = (model, tokenizer);
        _options = new() { Truncation = TruncationStrategy.LongestFirst, MaxLength = maxLength };
        _model.eval();
        _model.Freeze();
    }

    /// <summary>The tokenizer.</summary>
    public TextTokenizer Tokenizer { get; }

    /// <summary>The ids of a text, special ones included, cut to the most tokens.</summary>
    public IReadOnlyList<int> Tokenize(string text) => Tokenizer.Encode(text, null, _options).Ids;

    /// <summary>Embeds texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellation">Ends it between two passes.</param>
    /// <returns><c>[texts, dim]</c>, in the order of the texts.</returns>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public Tensor Embed(IReadOnlyList<string> texts, CancellationToken cancellation = default) =>
        Embed([.. texts.Select(Tokenize)], cancellation);

    /// <summary>Embeds texts that are tokens already.</summary>
    /// <param name="texts">The ids of each text; at least one.</param>
    /// <param name="cancellation">Ends it between two passes.</param>
    /// <returns><c>[texts, dim]</c>, in the order of the texts.</returns>
    /// <exception cref="ArgumentException">There is no text, or one without tokens.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public Tensor Embed(IReadOnlyList<IReadOnlyList<int>> texts, CancellationToken cancellation = default)
    {
        if (texts.Count == 0 || texts.Any(t => t.Count == 0))
        {
            throw new ArgumentException("There must be a text, and every text needs a token.", nameof(texts));
        }

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var order = Enumerable.Range(0, texts.Count).OrderByDescending(i => texts[i].Count).ToArray();
        var parts = new List<Tensor>();
        for (var from = 0; from < order.Length;)
        {
            Interrupt.ThrowIfRequested(cancellation);
            var count = Math.Clamp(PositionsAtOnce / texts[order[from]].Count, 1, order.Length - from);
            parts.Add(EmbedTogether([.. order.AsSpan(from, count).ToArray().Select(i => texts[i])]));
            from += count;
        }

        var places = new long[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            places[order[i]] = i;
        }

        return cat(parts, 0).index_select(0, tensor(places, device: parts[0].device)).MoveToOuterDisposeScope();
    }

    // The longest comes first.
    private Tensor EmbedTogether(IReadOnlyList<int>[] texts)
    {
        using var scope = NewDisposeScope();
        var (rows, seq, device) = (texts.Length, texts[0].Count, _model.parameters().First().device);
        var (ids, mask) = (new long[rows * seq], new long[rows * seq]);
        Array.Fill(ids, Tokenizer.PadId ?? 0);
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < texts[row].Count; i++)
            {
                (ids[(row * seq) + i], mask[(row * seq) + i]) = (texts[row][i], 1);
            }
        }

        var attended = texts[^1].Count == seq ? null : tensor(mask, [rows, seq], device: device);
        var output = _model.Run(new ModelInput(tensor(ids, [rows, seq], device: device)) { AttentionMask = attended });
        var hidden = output.LastHiddenState
            ?? throw new InvalidOperationException($"{_model.GetName()} gives no hidden states; load it as an encoder (ModelTask.Encoder).");
        return SentenceEmbedding.MeanPool(hidden, attended).MoveToOuterDisposeScope();
    }
}
