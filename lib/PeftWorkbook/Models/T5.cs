using PeftWorkbook.Attention;
using PeftWorkbook.Models.Generation;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Models;

/// <summary>
/// T5 (arXiv 1910.10683), versions 1.0 and 1.1: an encoder and a decoder of pre-norm layers without biases, relative positions in
/// place of absolute ones, scores that are not scaled. Tensors are <c>[batch, seq, dim]</c>.
/// </summary>
[Architecture("t5", ModelTask.SequenceToSequence, "T5ForConditionalGeneration")]
public sealed class T5ForConditionalGeneration : PretrainedModel
{
    private readonly Module<Tensor, Tensor> shared;
    private readonly T5Stack encoder;
    private readonly T5Stack decoder;
    private readonly Module<Tensor, Tensor> lm_head;
    private readonly double _outputScale;
    private readonly bool _isTied;

    /// <summary>Makes the model with undefined weights.</summary>
    public T5ForConditionalGeneration(ModelConfig config) : base(nameof(T5ForConditionalGeneration), config, "transformer")
    {
        var dim = config.Long("d_model");
        _isTied = config.Flag("tie_word_embeddings", true);
        _outputScale = config.Flag("scale_decoder_outputs", _isTied) ? Math.Pow(dim, -0.5) : 1;
        shared = new TokenEmbedding(config.Long("vocab_size"), dim);
        encoder = new(config, isDecoder: false);
        decoder = new(config, isDecoder: true);
        lm_head = _isTied ? new Dense(TokenEmbedding.TableOf(shared)) : new Dense(dim, config.Long("vocab_size"), hasBias: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> AttentionTargets => ["q", "v"];

    /// <inheritdoc/>
    protected internal override (IReadOnlyList<string> Outputs, IReadOnlyList<string> Inputs) ScalingTargets =>
        (["k", "v"], ["wo"]);

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> OutputHeads => ["lm_head"];

    /// <summary>
    /// Ids of a text <c>[batch, seq]</c>, and the answer so far <c>[batch, target]</c> (or labels, shifted here), to scores of the
    /// answer's next token <c>[batch, target, vocabulary]</c>.
    /// </summary>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var encoded = input.EncoderOutput ?? encoder.call(
            input.InputsEmbeds ?? shared.call(input.InputIds!), new(input.AttentionMask) { Prefix = input.Prefix, Input = input });
        var target = input.DecoderInputsEmbeds ?? shared.call(DecoderIds(input));
        var hidden = decoder.call(
            target, new(input.AttentionMask, encoded, input.Cache, input.EncoderKeys)
            {
                Prefix = input.Prefix,
                Input = input,
                FirstLayer = encoder.Count,
            });
        var asked = input.LastPositionOnly ? hidden.narrow(1, hidden.shape[1] - 1, 1) : hidden;
        var logits = lm_head.call(_outputScale == 1 ? asked : asked * _outputScale);
        return new ModelOutput
        {
            Logits = logits,
            Loss = Losses.Tokens(logits, input.Labels),
            LastHiddenState = hidden,
            EncoderLastHiddenState = encoded,
        }.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override void TieWeights()
    {
        if (_isTied && lm_head is Dense head)
        {
            head.Tie(TokenEmbedding.TableOf(shared));
        }
    }

    /// <inheritdoc/>
    protected internal override string Rename(string tensor) =>
        tensor is "encoder.embed_tokens.weight" or "decoder.embed_tokens.weight" ? "shared.weight" : base.Rename(tensor);

    /// <summary>The ids that the decoder takes, <c>[batch, target]</c>: those given, or the labels behind the start token.</summary>
    internal Tensor DecoderIds(ModelInput input) => input.DecoderInputIds ?? ShiftRight(
        input.Labels ?? throw new ArgumentException("T5 takes DecoderInputIds or Labels beside the text.", nameof(input)));

    private Tensor ShiftRight(Tensor labels)
    {
        using var scope = NewDisposeScope();
        var padding = Config.Token("pad_token_id") ?? 0;
        var start = full([labels.shape[0], 1], Config.Token("decoder_start_token_id") ?? padding, ScalarType.Int64, labels.device);
        var shifted = cat([start, labels.narrow(1, 0, labels.shape[1] - 1)], 1);
        return shifted.masked_fill(shifted.eq(Losses.Ignored), padding).MoveToOuterDisposeScope();
    }
}

/// <summary>What a stack sees beside its input.</summary>
/// <param name="Mask">The padding mask of the encoder's input <c>[batch, source]</c>, or null.</param>
/// <param name="Encoded">The encoder's output <c>[batch, source, dim]</c>, for a decoder.</param>
/// <param name="Cache">Keys and values of a decoder's earlier positions, or null.</param>
/// <param name="EncoderKeys">What the layers make from the encoder's output is kept here; null where it is not.</param>
internal sealed record T5Context(Tensor? Mask, Tensor? Encoded = null, KeyValueCache? Cache = null, EncoderKeys? EncoderKeys = null)
{
    /// <summary>What stands before keys and values, or null.</summary>
    internal KeyValuePrefix? Prefix { get; init; }

    /// <summary>What the model was given.</summary>
    internal ModelInput Input { get; init; } = new();

    /// <summary>The number of the stack's first layer; a decoder's layers follow the encoder's.</summary>
    internal int FirstLayer { get; init; }

    /// <summary>Joins the output of a sub-layer of the stack to the residual stream.</summary>
    internal Tensor Join(SubLayerKind kind, int index, Tensor h, Tensor residual) =>
        Input.Join(kind, FirstLayer + index, h, new(residual, null));
}

/// <summary>An encoder or a decoder: <c>[batch, seq, dim]</c> to the same.</summary>
internal sealed class T5Stack : Module<Tensor, T5Context, Tensor>
{
    private readonly ModuleList<T5Block> block;
    private readonly Module<Tensor, Tensor> final_layer_norm;
    private readonly bool _isDecoder;
    private readonly double _dropout;

    internal T5Stack(ModelConfig config, bool isDecoder) : base(nameof(T5Stack))
    {
        _isDecoder = isDecoder;
        _dropout = config.Double("dropout_rate", 0.1);
        var layers = config.Count(isDecoder && config.Has("num_decoder_layers") ? "num_decoder_layers" : "num_layers");
        block = new([.. Enumerable.Range(0, layers).Select(i => new T5Block(config, isDecoder, i))]);
        final_layer_norm = new RmsNorm(config.Long("d_model"), config.Double("layer_norm_epsilon", 1e-6));
        RegisterComponents();
    }

    /// <summary>The number of layers.</summary>
    internal int Count => block.Count;

    public override Tensor forward(Tensor x, T5Context context)
    {
        using var scope = NewDisposeScope();
        var (seq, past) = (x.shape[1], context.Cache?.Length ?? 0);
        var padding = context.Mask is { } mask ? AttentionMasks.Bias(AttentionMasks.Padding(mask), x.dtype) : null;
        var own = _isDecoder ? GroupedQueryAttention.CausalBias(seq, past + seq, null, x.dtype, x.device) : padding;
        var prefix = _isDecoder ? context.Prefix?.Layers : context.Prefix?.EncoderLayers;
        var shift = context.Prefix?.ShiftsPositions == true ? prefix!.Max(p => p?.Length) ?? 0 : 0;
        var distances = block[0].Distances(seq, shift + past + seq);             // [1, heads, seq, shift + past + seq]
        own = AttentionPrefix.Fit(own, shift + past + seq);
        var pass = new T5Pass(own is null ? distances : distances + own, padding, context);
        x = Drop(x);
        x = _isDecoder ? x : context.Input.Embedded(x);
        foreach (var layer in block)
        {
            x = layer.call(x, pass);
        }

        context.Cache?.Advance(seq);
        return Drop(final_layer_norm.call(x)).MoveToOuterDisposeScope();
    }

    private Tensor Drop(Tensor x) => training && _dropout > 0 ? F.dropout(x, _dropout) : x;
}

/// <summary>What the layers of one pass share.</summary>
/// <param name="SelfBias">Added to the scores of self-attention.</param>
/// <param name="CrossBias">Added to those of the attention to the encoder; null where nothing is padding.</param>
/// <param name="Context">What the stack sees.</param>
internal sealed record T5Pass(Tensor SelfBias, Tensor? CrossBias, T5Context Context);

/// <summary>Self-attention, attention to the encoder in a decoder, feed-forward net.</summary>
internal sealed class T5Block : Module<Tensor, T5Pass, Tensor>, IHasSubLayers
{
    private readonly ModuleList<Module> layer;

    internal T5Block(ModelConfig config, bool isDecoder, int index) : base(nameof(T5Block))
    {
        List<Module> parts = [new T5SelfLayer(config, isDecoder, index)];
        if (isDecoder)
        {
            parts.Add(new T5CrossLayer(config, index));
        }

        parts.Add(new T5FeedForwardLayer(config, index));
        layer = new([.. parts]);
        RegisterComponents();
    }

    IReadOnlyList<SubLayer> IHasSubLayers.SubLayers =>
    [
        .. layer.Select((part, i) => new SubLayer(KindOf(part), $"layer.{i}", $"layer.{i}.adapters")),
    ];

    internal Tensor Distances(long queries, long keys) => ((T5SelfLayer)layer[0]).Distances(queries, keys);

    public override Tensor forward(Tensor x, T5Pass pass)
    {
        using var scope = NewDisposeScope();
        x = ((T5SelfLayer)layer[0]).call(x, pass);
        if (layer[1] is T5CrossLayer cross)
        {
            x = cross.call(x, pass);
        }

        return ((T5FeedForwardLayer)layer[layer.Count - 1]).call(x, pass).MoveToOuterDisposeScope();
    }

    private static SubLayerKind KindOf(Module part) => part switch
    {
        T5SelfLayer => SubLayerKind.SelfAttention,
        T5CrossLayer => SubLayerKind.CrossAttention,
        _ => SubLayerKind.FeedForward,
    };
}
