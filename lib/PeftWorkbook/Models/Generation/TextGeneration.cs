using PeftWorkbook.Text;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Generation;

/// <summary>
/// Continues texts, token by token, with a causal language model; or answers them with an encoder-decoder, whose texts are then the
/// answers, from the start token on. With adapters or without.
/// </summary>
public static class TextGeneration
{
    /// <summary>Continues one text.</summary>
    /// <param name="model">A language model.</param>
    /// <param name="prompt">The token ids of the text so far; at least one.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancellation">Ends it between two tokens.</param>
    /// <returns>The prompt and what was added; of an encoder-decoder the start token and the answer.</returns>
    /// <exception cref="ArgumentException">The prompt is empty, or a setting is outside its range.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static IReadOnlyList<long> Generate(
        Module<ModelInput, ModelOutput> model, IReadOnlyList<long> prompt, GenerationOptions options,
        CancellationToken cancellation = default) =>
        GenerateBatch(model, [prompt], options, cancellation)[0];

    /// <summary>
    /// Continues several texts at once; each becomes what it would become alone. With beams they are continued one after the other.
    /// </summary>
    /// <param name="model">A language model.</param>
    /// <param name="prompts">The token ids of each text so far; their lengths may differ.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancellation">Ends it between two tokens.</param>
    /// <returns>Each text, up to its end token.</returns>
    /// <exception cref="ArgumentException">A prompt is empty, or a setting is outside its range.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static IReadOnlyList<IReadOnlyList<long>> GenerateBatch(
        Module<ModelInput, ModelOutput> model, IReadOnlyList<IReadOnlyList<long>> prompts, GenerationOptions options,
        CancellationToken cancellation = default)
    {
        if (options.Beams > 1)
        {
            return [.. prompts.Select(p => BeamSearch.Run(model, p, options, cancellation))];
        }

        using var loop = new TokenLoop(model, prompts, options);
        while (loop.Step(cancellation))
        {
        }

        return loop.Texts;
    }

    /// <summary>Gives each new token as soon as it is there.</summary>
    /// <exception cref="NotSupportedException">Beams are asked for: their text is known at the end only.</exception>
    public static IEnumerable<long> Stream(
        Module<ModelInput, ModelOutput> model, IReadOnlyList<long> prompt, GenerationOptions options,
        CancellationToken cancellation = default)
    {
        RefuseBeams(options);
        using var loop = new TokenLoop(model, [prompt], options);
        while (loop.Step(cancellation))
        {
            yield return loop.Last;
        }
    }

    /// <summary>
    /// Continues a text and gives what is added in pieces, as soon as they are certain: whole characters, and nothing of a stop
    /// string. The model computes on a thread of its own; when the enumeration ends, early or not, its memory is free again.
    /// </summary>
    /// <param name="model">A language model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="prompt">The text so far.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancellation">Ends it between two tokens.</param>
    /// <returns>Pieces that make up the continuation, special tokens left out.</returns>
    /// <exception cref="NotSupportedException">Beams are asked for: their text is known at the end only.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static IAsyncEnumerable<string> StreamText(
        Module<ModelInput, ModelOutput> model, TextTokenizer tokenizer, string prompt, GenerationOptions options,
        CancellationToken cancellation = default)
    {
        RefuseBeams(options);
        var ids = tokenizer.Encode(prompt).Ids;
        var continuation = new TextContinuation(model, tokenizer, ids, options) { IsPartOfPrompt = true };
        return BackgroundSequence.Run(continuation.Pieces, null, cancellation);
    }

    private static void RefuseBeams(GenerationOptions options)
    {
        if (options.Beams > 1)
        {
            throw new NotSupportedException(
                "Beams cannot be streamed: which one wins is known at the end only. Set Beams to 1, or call Generate.");
        }
    }
}
