using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models;

/// <summary>
/// DistilBERT with its vocabulary head: linear, activation, norm, then the products with all word vectors (tied) plus a bias for
/// each word.
/// </summary>
[Architecture("distilbert", ModelTask.MaskedLanguageModel, "DistilBertForMaskedLM")]
public sealed class DistilBertForMaskedLM : PretrainedModel
{
    private readonly DistilBertModel distilbert;
    private readonly Module<Tensor, Tensor> vocab_transform;
    private readonly Module<Tensor, Tensor> vocab_layer_norm;
    private readonly Module<Tensor, Tensor> vocab_projector;
    private readonly Func<Tensor, Tensor> _activation;

    /// <summary>Makes the model with undefined weights.</summary>
    public DistilBertForMaskedLM(ModelConfig config)
        : base(nameof(DistilBertForMaskedLM), config, "distilbert", "vocab_transform", "vocab_layer_norm", "vocab_projector")
    {
        var dim = config.Long("dim");
        _activation = Activation.Named(config.Text("activation", "gelu"));
        distilbert = new(config);
        vocab_transform = new Dense(dim, dim);
        vocab_layer_norm = LayerNorm(dim, 1e-12);
        vocab_projector = new Dense(distilbert.WordEmbeddings, new Parameter(empty(config.Long("vocab_size"))));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> AttentionTargets => ["q_lin", "v_lin"];

    /// <inheritdoc/>
    protected internal override (IReadOnlyList<string> Outputs, IReadOnlyList<string> Inputs) ScalingTargets =>
        (["k_lin", "v_lin"], ["lin2"]);

    /// <inheritdoc/>
    protected internal override bool IsSequenceFirst => true;

    /// <summary>Ids <c>[batch, seq]</c> to scores <c>[batch, seq, vocabulary]</c>.</summary>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var output = distilbert.call(input);
        var x = vocab_layer_norm.call(_activation(vocab_transform.call(output.LastHiddenState!)));
        var logits = vocab_projector.call(x);
        return (output with { Logits = logits, Loss = Losses.Tokens(logits, input.Labels) }).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override void TieWeights()
    {
        if (vocab_projector is Dense projector)
        {
            projector.Tie(distilbert.WordEmbeddings);
        }
    }
}
