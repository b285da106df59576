using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Generation;

/// <summary>
/// Runs a model over a batch of texts that grow by a token each, with a cache or over the whole texts every time. What
/// generation knows of a model it knows through this: greedy, drawn and beam texts, of causal models and of encoder-decoders.
/// </summary>
internal abstract class Decoder : IDisposable
{
    private readonly Module<ModelInput, ModelOutput> _model;

    // How many tokens of each text, filling counted, the cache has; it may hold more, where an adapter puts a prompt before them.
    private int _seen;

    private protected Decoder(Module<ModelInput, ModelOutput> model, long capacity, bool usesCache)
    {
        _model = model;
        Device = model.parameters().First().device;
        Cache = usesCache ? new(capacity) : null;
    }

    /// <summary>What each text begins with: its prompt, or an encoder-decoder's start token.</summary>
    internal abstract IReadOnlyList<IReadOnlyList<long>> Beginnings { get; }

    /// <summary>Where the model is.</summary>
    private protected Device Device { get; }

    /// <summary>Keys and values of the tokens so far; null where none are kept.</summary>
    private protected KeyValueCache? Cache { get; }

    /// <summary>The decoder that fits a model.</summary>
    /// <exception cref="ArgumentException">There is no prompt, or an empty one.</exception>
    internal static Decoder For(
        Module<ModelInput, ModelOutput> model, IReadOnlyList<IReadOnlyList<long>> prompts, GenerationOptions options)
    {
        options.Validate();
        if (prompts.Count == 0 || prompts.Any(p => p.Count == 0))
        {
            throw new ArgumentException("Generation needs at least one prompt, and at least one token in each.", nameof(prompts));
        }

        return Pretrained(model) is { } known && known.Config.Flag("is_encoder_decoder", known is T5ForConditionalGeneration)
            ? new EncoderDecoder(model, known.Config, prompts, options)
            : new CausalDecoder(model, prompts, options);
    }

    /// <summary>The model of a checkpoint in a model, which may have adapters around it; null where there is none.</summary>
    internal static PretrainedModel? Pretrained(Module<ModelInput, ModelOutput> model) =>
        model as PretrainedModel ?? (model as Peft.PeftModel)?.Model as PretrainedModel;

    /// <summary>
    /// Scores of the token that follows each text, <c>[texts, vocabulary]</c>. A text has grown by one token since the last call.
    /// </summary>
    internal Tensor Scores(IReadOnlyList<IReadOnlyList<long>> texts)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var input = Input(texts, Cache is null ? 0 : _seen) with { Cache = Cache, LastPositionOnly = true };
        _seen += (int)(input.DecoderInputIds ?? input.InputIds)!.shape[1];
        var output = _model.call(input);
        Keep(output);
        return output.Logits!.select(1, -1).MoveToOuterDisposeScope();
    }

    /// <summary>Makes text i of the next step continue text <c>rows[i]</c> of this one. All texts are of one prompt.</summary>
    internal void Reorder(IEnumerable<int> rows)
    {
        using var index = tensor(rows.Select(r => (long)r).ToArray(), device: Device);
        Cache?.Reorder(index);
        ReorderSource(index);
    }

    public virtual void Dispose() => Cache?.Dispose();

    /// <summary>What the model takes: the texts from a position on.</summary>
    private protected abstract ModelInput Input(IReadOnlyList<IReadOnlyList<long>> texts, int from);

    /// <summary>Keeps what later steps need of a step's output.</summary>
    private protected virtual void Keep(ModelOutput output)
    {
    }

    /// <summary>Reorders what belongs to the prompt.</summary>
    private protected virtual void ReorderSource(Tensor rows)
    {
    }
}
