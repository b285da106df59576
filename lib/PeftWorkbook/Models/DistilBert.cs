using PeftWorkbook.Attention;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Models;

/// <summary>
/// DistilBERT (arXiv 1910.01108): half of BERT's layers, no segments, no pooler; the classifier has a ReLU layer of its own.
/// Inside, hidden states lie <c>[seq, batch, dim]</c>.
/// </summary>
[Architecture("distilbert", ModelTask.SequenceClassification, "DistilBertForSequenceClassification")]
public sealed class DistilBertForSequenceClassification : PretrainedModel
{
    private readonly DistilBertModel distilbert;
    private readonly Module<Tensor, Tensor> pre_classifier;
    private readonly Module<Tensor, Tensor> classifier;
    private readonly double _dropout;

    /// <summary>Makes the model with undefined weights; the classes are the configuration's.</summary>
    public DistilBertForSequenceClassification(ModelConfig config)
        : base(nameof(DistilBertForSequenceClassification), config, "distilbert", "pre_classifier", "classifier")
    {
        var dim = config.Long("dim");
        _dropout = config.Double("seq_classif_dropout", 0.2);
        distilbert = new(config);
        pre_classifier = new Dense(dim, dim);
        classifier = new Dense(dim, config.Labels);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> AttentionTargets => ["q_lin", "v_lin"];

    /// <inheritdoc/>
    protected internal override (IReadOnlyList<string> Outputs, IReadOnlyList<string> Inputs) ScalingTargets =>
        (["k_lin", "v_lin"], ["lin2"]);

    /// <inheritdoc/>
    protected internal override bool IsSequenceFirst => true;

    /// <summary>Ids <c>[batch, seq]</c> to scores <c>[batch, classes]</c>.</summary>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var output = distilbert.call(input);
        var x = pre_classifier.call(output.LastHiddenState!.select(1, 0)).relu();
        var logits = classifier.call(training && _dropout > 0 ? F.dropout(x, _dropout) : x);
        var loss = Losses.Classification(logits, input.Labels, Config);
        return (output with { Logits = logits, Loss = loss }).MoveToOuterDisposeScope();
    }
}

/// <summary>DistilBERT's encoder: <c>[batch, seq, dim]</c>.</summary>
[Architecture("distilbert", ModelTask.Encoder, "DistilBertModel")]
public sealed class DistilBertModel : PretrainedModel
{
    private readonly DistilBertEmbeddings embeddings;
    private readonly DistilBertTransformer transformer;

    /// <summary>Makes the encoder with undefined weights.</summary>
    public DistilBertModel(ModelConfig config) : base(nameof(DistilBertModel), config, "distilbert")
    {
        embeddings = new(config);
        transformer = new(config);
        RegisterComponents();
    }

    /// <summary><c>[vocabulary, dim]</c>.</summary>
    internal Parameter WordEmbeddings => embeddings.Words;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> AttentionTargets => ["q_lin", "v_lin"];

    /// <inheritdoc/>
    protected internal override (IReadOnlyList<string> Outputs, IReadOnlyList<string> Inputs) ScalingTargets =>
        (["k_lin", "v_lin"], ["lin2"]);

    /// <inheritdoc/>
    protected internal override bool IsSequenceFirst => true;

    /// <inheritdoc/>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        return transformer.call(input.Embedded(embeddings.call(input)), input).MoveToOuterDisposeScope();
    }
}

/// <summary>Word and position vectors, summed and normalised: <c>[seq, batch, dim]</c>.</summary>
internal sealed class DistilBertEmbeddings : Module<ModelInput, Tensor>
{
    private readonly Module<Tensor, Tensor> word_embeddings;
    private readonly Module<Tensor, Tensor> position_embeddings;
    [ComponentName(Name = "LayerNorm")]
    private readonly Module<Tensor, Tensor> norm;
    private readonly double _dropout;

    internal DistilBertEmbeddings(ModelConfig config) : base(nameof(DistilBertEmbeddings))
    {
        var dim = config.Long("dim");
        _dropout = config.Double("dropout", 0.1);
        word_embeddings = new TokenEmbedding(config.Long("vocab_size"), dim, config.Token("pad_token_id") ?? 0);
        position_embeddings = new TokenEmbedding(config.Long("max_position_embeddings"), dim);
        norm = LayerNorm(dim, 1e-12);
        RegisterComponents();
    }

    internal Parameter Words => TokenEmbedding.TableOf(word_embeddings);

    public override Tensor forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var words = input.InputsEmbeds?.transpose(0, 1) ?? word_embeddings.call(input.InputIds!.t());
        var shift = input.Prefix?.Shift ?? 0;
        var places = input.PositionIds?.t() ?? arange(shift, shift + words.shape[0], ScalarType.Int64, words.device).unsqueeze(1);
        var x = norm.call(words + position_embeddings.call(places));
        return (training && _dropout > 0 ? F.dropout(x, _dropout) : x).MoveToOuterDisposeScope();
    }
}

/// <summary>The stack of layers, <c>[seq, batch, dim]</c> to <c>[batch, seq, dim]</c>.</summary>
internal sealed class DistilBertTransformer : Module<Tensor, ModelInput, ModelOutput>
{
    private readonly ModuleList<DistilBertLayer> layer;
    private readonly long _heads;

    internal DistilBertTransformer(ModelConfig config) : base(nameof(DistilBertTransformer))
    {
        _heads = config.Long("n_heads");
        layer = new([.. Enumerable.Range(0, config.Count("n_layers")).Select(_ => new DistilBertLayer(config))]);
        RegisterComponents();
    }

    public override ModelOutput forward(Tensor x, ModelInput input) => EncoderStack.Run(layer, x, input, _heads);
}

/// <summary>Attention, then the feed-forward net; each added to its input and normalised.</summary>
internal sealed class DistilBertLayer : Module<Tensor, EncoderPass, Tensor>, IHasSubLayers
{
    private static readonly SubLayer[] s_subLayers =
    [
        new(SubLayerKind.SelfAttention, "attention", "attention_adapters.adapters"),
        new(SubLayerKind.FeedForward, "ffn", "output_adapters.adapters"),
    ];

    private readonly DistilBertAttention attention;
    private readonly Module<Tensor, Tensor> sa_layer_norm;
    private readonly DistilBertFfn ffn;
    private readonly Module<Tensor, Tensor> output_layer_norm;

    internal DistilBertLayer(ModelConfig config) : base(nameof(DistilBertLayer))
    {
        attention = new(config);
        sa_layer_norm = LayerNorm(config.Long("dim"), 1e-12);
        ffn = new(config);
        output_layer_norm = LayerNorm(config.Long("dim"), 1e-12);
        RegisterComponents();
    }

    IReadOnlyList<SubLayer> IHasSubLayers.SubLayers => s_subLayers;

    public override Tensor forward(Tensor x, EncoderPass pass)
    {
        using var scope = NewDisposeScope();
        var attended = pass.Join(SubLayerKind.SelfAttention, attention.call(x, pass), new(x, sa_layer_norm));
        return pass.Join(SubLayerKind.FeedForward, ffn.call(attended), new(attended, output_layer_norm)).MoveToOuterDisposeScope();
    }
}

/// <summary>Self-attention: four matrices <c>[dim, dim]</c>.</summary>
internal sealed class DistilBertAttention : Module<Tensor, EncoderPass, Tensor>
{
    private readonly Module<Tensor, Tensor> q_lin, k_lin, v_lin, out_lin;
    private readonly long _heads;
    private readonly double _dropout;

    internal DistilBertAttention(ModelConfig config) : base(nameof(DistilBertAttention))
    {
        var dim = config.Long("dim");
        _heads = config.Long("n_heads");
        _dropout = config.Double("attention_dropout", 0.1);
        q_lin = new Dense(dim, dim);
        k_lin = new Dense(dim, dim);
        v_lin = new Dense(dim, dim);
        out_lin = new Dense(dim, dim);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, EncoderPass pass)
    {
        using var scope = NewDisposeScope();
        var (k, v, bias) = pass.WithPrefix(x, k_lin.call(x), v_lin.call(x));
        var mixed = SequenceFirstAttention.Attend(
            q_lin.call(x), k, v, _heads, bias, training ? _dropout : 0, pass.Attentions);
        return out_lin.call(mixed).MoveToOuterDisposeScope();
    }
}

/// <summary>The feed-forward net: <c>[…, dim]</c> to <c>[…, dim]</c>.</summary>
internal sealed class DistilBertFfn : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> lin1, lin2;
    private readonly Func<Module<Tensor, Tensor>, Tensor, Tensor> _activateAfter;
    private readonly double _dropout;

    internal DistilBertFfn(ModelConfig config) : base(nameof(DistilBertFfn))
    {
        lin1 = new Dense(config.Long("dim"), config.Long("hidden_dim"));
        lin2 = new Dense(config.Long("hidden_dim"), config.Long("dim"));
        _activateAfter = Activation.After(config.Text("activation", "gelu"));
        _dropout = config.Double("dropout", 0.1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = lin2.call(_activateAfter(lin1, x));
        return (training && _dropout > 0 ? F.dropout(y, _dropout) : y).MoveToOuterDisposeScope();
    }
}
