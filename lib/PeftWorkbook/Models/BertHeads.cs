using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Models;

/// <summary>BERT with a linear classifier on its pooled first token: <c>[batch, classes]</c>.</summary>
[Architecture("bert", ModelTask.SequenceClassification, "BertForSequenceClassification")]
public sealed class BertForSequenceClassification : PretrainedModel
{
    private readonly BertModel bert;
    private readonly Module<Tensor, Tensor> classifier;
    private readonly double _dropout;

    /// <summary>Makes the model with undefined weights; the classes are the configuration's.</summary>
    public BertForSequenceClassification(ModelConfig config)
        : base(nameof(BertForSequenceClassification), config, "bert", "classifier", "bert.pooler")
    {
        _dropout = config.Double("classifier_dropout", config.Double("hidden_dropout_prob", 0.1));
        bert = new(config);
        classifier = new Dense(config.Long("hidden_size"), config.Labels);
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
        var output = bert.call(input.ForFirstPosition());
        var pooled = output.PoolerOutput!;
        var logits = classifier.call(training && _dropout > 0 ? F.dropout(pooled, _dropout) : pooled);
        var loss = Losses.Classification(logits, input.Labels, Config);
        return (output.WithoutPartialStates(input) with { Logits = logits, Loss = loss }).MoveToOuterDisposeScope();
    }
}

/// <summary>BERT with its vocabulary head, tied to the word embeddings: <c>[batch, seq, vocabulary]</c>.</summary>
[Architecture("bert", ModelTask.MaskedLanguageModel, "BertForMaskedLM", "BertForPreTraining")]
public sealed class BertForMaskedLM : PretrainedModel
{
    private readonly BertModel bert;
    private readonly BertMaskedHead cls;

    /// <summary>Makes the model with undefined weights.</summary>
    public BertForMaskedLM(ModelConfig config) : base(nameof(BertForMaskedLM), config, "bert", "cls")
    {
        bert = new(config, withPooler: false);
        cls = new(config);
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
        var output = bert.call(input);
        var logits = cls.call(output.LastHiddenState!, bert.WordEmbeddings);
        return (output with { Logits = logits, Loss = Losses.Tokens(logits, input.Labels) }).MoveToOuterDisposeScope();
    }
}

/// <summary>Holds <see cref="BertPredictions"/>, under the checkpoint's name.</summary>
internal sealed class BertMaskedHead : Module<Tensor, Tensor, Tensor>
{
    private readonly BertPredictions predictions;

    internal BertMaskedHead(ModelConfig config) : base(nameof(BertMaskedHead))
    {
        predictions = new(config);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden, Tensor words) => predictions.call(hidden, words);
}

/// <summary>A transform of the hidden state, then its products with all word vectors, plus a bias for each word.</summary>
internal sealed class BertPredictions : Module<Tensor, Tensor, Tensor>
{
    private readonly BertTransform transform;
    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    internal BertPredictions(ModelConfig config) : base(nameof(BertPredictions))
    {
        transform = new(config);
        _bias = new(zeros(config.Long("vocab_size")));
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden, Tensor words) => F.linear(transform.call(hidden), words, _bias);
}

/// <summary>Linear, activation, norm: <c>[…, dim]</c> to <c>[…, dim]</c>.</summary>
internal sealed class BertTransform : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> dense;
    [ComponentName(Name = "LayerNorm")]
    private readonly Module<Tensor, Tensor> norm;
    private readonly Func<Tensor, Tensor> _activation;

    internal BertTransform(ModelConfig config) : base(nameof(BertTransform))
    {
        var dim = config.Long("hidden_size");
        _activation = Activation.Named(config.Text("hidden_act", "gelu"));
        dense = new Dense(dim, dim);
        norm = LayerNorm(dim, config.Double("layer_norm_eps", 1e-12));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return norm.call(_activation(dense.call(x))).MoveToOuterDisposeScope();
    }
}
