using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Models;

/// <summary>
/// RoBERTa's encoder (arXiv 1907.11692): BERT's layers, with positions that count from the padding id, and padding that keeps it.
/// Inside, hidden states lie <c>[seq, batch, dim]</c>.
/// </summary>
[Architecture("roberta", ModelTask.Encoder, "RobertaModel")]
public sealed class RobertaModel : PretrainedModel
{
    private readonly BertEmbeddings embeddings;
    private readonly BertEncoder encoder;
    private readonly BertPooler? pooler;

    /// <summary>Makes the encoder with undefined weights.</summary>
    public RobertaModel(ModelConfig config) : this(config, config.Flag("add_pooling_layer", true))
    {
    }

    internal RobertaModel(ModelConfig config, bool withPooler) : base(nameof(RobertaModel), config, "roberta")
    {
        embeddings = new(config, countsFromPadding: true);
        encoder = new(config);
        pooler = withPooler ? new(config) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> AttentionTargets => ["query", "value"];

    /// <inheritdoc/>
    protected internal override (IReadOnlyList<string> Outputs, IReadOnlyList<string> Inputs) ScalingTargets =>
        (["key", "value"], ["output.dense"]);

    /// <inheritdoc/>
    protected internal override bool IsSequenceFirst => true;

    /// <summary><c>[vocabulary, dim]</c>.</summary>
    internal Parameter WordEmbeddings => embeddings.Words;

    /// <summary>Ids <c>[batch, seq]</c> to a hidden state <c>[batch, seq, dim]</c>.</summary>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var output = encoder.call(input.Embedded(embeddings.call(input)), input);
        return (output with { PoolerOutput = pooler?.call(output.LastHiddenState!) }).MoveToOuterDisposeScope();
    }
}

/// <summary>RoBERTa with a classifier, or a regression, on the first token: <c>[batch, classes]</c>.</summary>
[Architecture("roberta", ModelTask.SequenceClassification, "RobertaForSequenceClassification")]
public sealed class RobertaForSequenceClassification : PretrainedModel
{
    private readonly RobertaModel roberta;
    private readonly RobertaClassifier classifier;

    /// <summary>Makes the model with undefined weights; the classes are the configuration's.</summary>
    public RobertaForSequenceClassification(ModelConfig config)
        : base(nameof(RobertaForSequenceClassification), config, "roberta", "classifier")
    {
        roberta = new(config, withPooler: false);
        classifier = new(config);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> AttentionTargets => ["query", "value"];

    /// <inheritdoc/>
    protected internal override (IReadOnlyList<string> Outputs, IReadOnlyList<string> Inputs) ScalingTargets =>
        (["key", "value"], ["output.dense"]);

    /// <inheritdoc/>
    protected internal override bool IsSequenceFirst => true;

    /// <inheritdoc/>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var output = roberta.call(input.ForFirstPosition());
        var logits = classifier.call(output.LastHiddenState!);
        var loss = Losses.Classification(logits, input.Labels, Config);
        return (output.WithoutPartialStates(input) with { Logits = logits, Loss = loss }).MoveToOuterDisposeScope();
    }
}

/// <summary>First token, linear, tanh, linear.</summary>
internal sealed class RobertaClassifier : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> dense;
    private readonly Module<Tensor, Tensor> out_proj;
    private readonly double _dropout;

    internal RobertaClassifier(ModelConfig config) : base(nameof(RobertaClassifier))
    {
        var dim = config.Long("hidden_size");
        _dropout = config.Double("classifier_dropout", config.Double("hidden_dropout_prob", 0.1));
        dense = new Dense(dim, dim);
        out_proj = new Dense(dim, config.Labels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        var x = dense.call(Drop(hidden.select(1, 0))).tanh();
        return out_proj.call(Drop(x)).MoveToOuterDisposeScope();
    }

    private Tensor Drop(Tensor x) => training && _dropout > 0 ? F.dropout(x, _dropout) : x;
}

/// <summary>RoBERTa with its vocabulary head, tied to the word embeddings: <c>[batch, seq, vocabulary]</c>.</summary>
[Architecture("roberta", ModelTask.MaskedLanguageModel, "RobertaForMaskedLM")]
public sealed class RobertaForMaskedLM : PretrainedModel
{
    private readonly RobertaModel roberta;
    private readonly RobertaMaskedHead lm_head;

    /// <summary>Makes the model with undefined weights.</summary>
    public RobertaForMaskedLM(ModelConfig config) : base(nameof(RobertaForMaskedLM), config, "roberta", "lm_head")
    {
        roberta = new(config, withPooler: false);
        lm_head = new(config);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> AttentionTargets => ["query", "value"];

    /// <inheritdoc/>
    protected internal override (IReadOnlyList<string> Outputs, IReadOnlyList<string> Inputs) ScalingTargets =>
        (["key", "value"], ["output.dense"]);

    /// <inheritdoc/>
    protected internal override bool IsSequenceFirst => true;

    /// <inheritdoc/>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var output = roberta.call(input);
        var logits = lm_head.call(output.LastHiddenState!, roberta.WordEmbeddings);
        return (output with { Logits = logits, Loss = Losses.Tokens(logits, input.Labels) }).MoveToOuterDisposeScope();
    }
}

/// <summary>Linear, GELU, norm; then the products with all word vectors, plus a bias for each word.</summary>
internal sealed class RobertaMaskedHead : Module<Tensor, Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> dense;
    private readonly Module<Tensor, Tensor> layer_norm;
    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    internal RobertaMaskedHead(ModelConfig config) : base(nameof(RobertaMaskedHead))
    {
        var dim = config.Long("hidden_size");
        dense = new Dense(dim, dim);
        layer_norm = LayerNorm(dim, config.Double("layer_norm_eps", 1e-5));
        _bias = new(zeros(config.Long("vocab_size")));
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden, Tensor words)
    {
        using var scope = NewDisposeScope();
        var x = layer_norm.call(F.gelu(dense.call(hidden)));
        return F.linear(x, words, _bias).MoveToOuterDisposeScope();
    }
}
