using PeftWorkbook.Engine;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Generation;

/// <summary>Continues a text, token by token, with a causal language model.</summary>
public static class TextGeneration
{
    /// <summary>Continues one text.</summary>
    /// <param name="model">A causal language model, with adapters or without.</param>
    /// <param name="prompt">The token ids of the text so far; at least one.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancellation">Ends it between two tokens.</param>
    /// <returns>The prompt and what was added.</returns>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static IReadOnlyList<long> Generate(
        Module<ModelInput, ModelOutput> model, IReadOnlyList<long> prompt, GenerationOptions options, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(prompt.Count, nameof(prompt));
        return options.Beams > 1
            ? BeamSearch.Run(model, prompt, options, cancellation)
            : [.. prompt, .. Stream(model, prompt, options, cancellation)];
    }

    /// <summary>Gives each new token as soon as it is there, always the most likely one.</summary>
    public static IEnumerable<long> Stream(
        Module<ModelInput, ModelOutput> model, IReadOnlyList<long> prompt, GenerationOptions options, CancellationToken cancellation = default)
    {
        using var decoder = new Decoder(model, prompt.Count + options.MaxNewTokens, options.UseCache);
        List<long> text = [.. prompt];
        for (var n = 0; n < options.MaxNewTokens; n++)
        {
            Interrupt.ThrowIfRequested(cancellation);
            var token = decoder.MostLikely(text);
            text.Add(token);
            yield return token;
            if (options.EndTokens.Contains(token))
            {
                yield break;
            }
        }
    }
}

/// <summary>Runs a model over texts that grow by a token, with a cache or over the whole text each time.</summary>
internal sealed class Decoder(Module<ModelInput, ModelOutput> model, int capacity, bool usesCache) : IDisposable
{
    private readonly KeyValueCache? _cache = usesCache ? new(capacity) : null;
    private readonly Device _device = model.parameters().First().device;

    /// <summary>The token that most likely follows.</summary>
    internal long MostLikely(IReadOnlyList<long> text)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return Scores([text]).argmax(-1).ToInt64();
    }

    /// <summary>Scores of the token that follows each text, <c>[texts, vocabulary]</c>; all texts have one length.</summary>
    internal Tensor Scores(IReadOnlyList<IReadOnlyList<long>> texts)
    {
        using var scope = NewDisposeScope();
        var from = (int)(_cache?.Length ?? 0);
        var length = texts[0].Count - from;
        var ids = tensor(texts.SelectMany(t => t.Skip(from)).ToArray(), [texts.Count, length], device: _device);
        var output = model.call(new ModelInput(ids) { Cache = _cache, LastPositionOnly = true });
        return output.Logits!.select(1, -1).MoveToOuterDisposeScope();
    }

    /// <summary>Makes text i of the next step continue text <c>rows[i]</c> of this one.</summary>
    internal void Reorder(IEnumerable<int> rows)
    {
        using var index = tensor(rows.Select(r => (long)r).ToArray(), device: _device);
        _cache?.Reorder(index);
    }

    public void Dispose() => _cache?.Dispose();
}
