using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Models.Heads;

/// <summary>
/// A family's body with one linear layer on every token's hidden state, <c>W dropout(h) + b</c>; what its scores mean is the derived
/// class's. Names are those of transformers: the body's, which differs by family, and the head's.
/// </summary>
public abstract class TokenHeadModel : PretrainedModel
{
    private readonly Module<ModelInput, ModelOutput> _body;
    private readonly Module<Tensor, Tensor> _head;
    private readonly double _dropout;
    private readonly IReadOnlyList<string> _attentionTargets;
    private readonly bool _isSequenceFirst;

    /// <summary>Makes the model with undefined weights.</summary>
    /// <param name="name">The class's name.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="bodyName">What the body is called in a checkpoint; null takes the family's name for it.</param>
    /// <param name="headName">What the head is called.</param>
    /// <param name="outputs">How many numbers a token gets.</param>
    /// <param name="dropout">The dropout of hidden states in training.</param>
    /// <param name="hasBias">Whether the head has a bias.</param>
    protected TokenHeadModel(
        string name, ModelConfig config, string? bodyName, string headName, long outputs, double dropout, bool hasBias = true)
        : base(name, config, bodyName ?? Architectures.BasePrefix(config), headName)
    {
        var body = Architectures.CreateBody(config);
        (_body, _attentionTargets, _isSequenceFirst, _dropout) = (body, body.AttentionTargets, body.IsSequenceFirst, dropout);
        _head = new Layers.Dense(config.HiddenSize, outputs, hasBias);
        // by name and not by field: the body's name is the family's
        register_module(BasePrefix, _body);
        register_module(headName, _head);
    }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> AttentionTargets => _attentionTargets;

    /// <inheritdoc/>
    protected internal override bool IsSequenceFirst => _isSequenceFirst;

    /// <summary>
    /// Nothing: both children are registered by name, and moving to a device must not add them under their fields'
    /// names.
    /// </summary>
    protected override void RegisterComponents()
    {
    }

    /// <summary>The body's output, and the head's scores of each token <c>[batch, seq, outputs]</c>.</summary>
    protected (ModelOutput Output, Tensor Scores) Score(ModelInput input)
    {
        var output = _body.call(input);
        var hidden = output.LastHiddenState!;
        return (output, _head.call(training && _dropout > 0 ? F.dropout(hidden, _dropout) : hidden));
    }
}
