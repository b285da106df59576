using PeftWorkbook.Text;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Generation;

/// <summary>Why a text ends.</summary>
internal enum TextEnd
{
    /// <summary>It may not grow further.</summary>
    Length,

    /// <summary>The model gave an end token.</summary>
    EndToken,

    /// <summary>A stop string came.</summary>
    StopString,
}

/// <summary>The continuation of one text, in pieces of text.</summary>
internal sealed class TextContinuation(
    Module<ModelInput, ModelOutput> model, TextTokenizer tokenizer, IReadOnlyList<int> prompt, GenerationOptions options)
{
    /// <summary>Whether the pieces go on in the prompt's text (as a story does), or are a text of their own (as an answer is).</summary>
    internal bool IsPartOfPrompt { get; init; }

    /// <summary>How many tokens were made.</summary>
    internal int NewTokens { get; private set; }

    /// <summary>Why it ended.</summary>
    internal TextEnd End { get; private set; }

    /// <summary>Makes the text.</summary>
    internal IEnumerable<string> Pieces(CancellationToken cancellation)
    {
        var isAnswer = !IsPartOfPrompt || Decoder.Pretrained(model) is T5ForConditionalGeneration;
        var decoder = new StreamingDecoder(tokenizer, isAnswer ? [] : prompt);
        var stops = new StopStrings(options.StopStrings);
        using var loop = new TokenLoop(model, [[.. prompt.Select(id => (long)id)]], options);
        while (!stops.HasStopped && loop.Step(cancellation))
        {
            NewTokens++;
            if (!loop.HasEnded(0) && stops.Add(decoder.Add((int)loop.Last)) is { Length: > 0 } piece)
            {
                yield return piece;
            }
        }

        if (!stops.HasStopped && stops.Add(decoder.Flush()) + stops.Flush() is { Length: > 0 } rest)
        {
            yield return rest;
        }

        End = stops.HasStopped ? TextEnd.StopString : loop.HasEnded(0) ? TextEnd.EndToken : TextEnd.Length;
    }
}
