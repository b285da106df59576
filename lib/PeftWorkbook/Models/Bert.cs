using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Models;

/// <summary>
/// BERT's encoder (arXiv 1810.04805): post-norm transformer layers over learned positions. Inside, hidden states lie
/// <c>[seq, batch, dim]</c> (see <see cref="Attention.SequenceFirstAttention"/>); inputs and outputs are <c>[batch, seq, dim]</c>.
/// </summary>
[Architecture("bert", ModelTask.Encoder, "BertModel")]
public sealed class BertModel : PretrainedModel
{
    private readonly BertEmbeddings embeddings;
    private readonly BertEncoder encoder;
    private readonly BertPooler? pooler;

    /// <summary>Makes the encoder with undefined weights.</summary>
    public BertModel(ModelConfig config) : this(config, config.Flag("add_pooling_layer", true))
    {
    }

    internal BertModel(ModelConfig config, bool withPooler) : base(nameof(BertModel), config, "bert")
    {
        embeddings = new(config);
        encoder = new(config);
        pooler = withPooler ? new(config) : null;
        RegisterComponents();
    }

    /// <summary><c>[vocabulary, dim]</c>.</summary>
    internal Parameter WordEmbeddings => embeddings.Words;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> AttentionTargets => ["query", "value"];

    /// <inheritdoc/>
    protected internal override (IReadOnlyList<string> Outputs, IReadOnlyList<string> Inputs) ScalingTargets =>
        (["key", "value"], ["output.dense"]);

    /// <inheritdoc/>
    protected internal override bool IsSequenceFirst => true;

    /// <summary>
    /// Ids <c>[batch, seq]</c> to a hidden state <c>[batch, seq, dim]</c>, and the pooled first token
    /// <c>[batch, dim]</c>.
    /// </summary>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var x = input.Embedded(embeddings.call(input));                                    // [seq, batch, dim]
        var output = encoder.call(x, input);
        return (output with { PoolerOutput = pooler?.call(output.LastHiddenState!) }).MoveToOuterDisposeScope();
    }
}

/// <summary>Word, position and segment vectors, summed and normalised: <c>[seq, batch, dim]</c>.</summary>
internal sealed class BertEmbeddings : Module<ModelInput, Tensor>
{
    private readonly Module<Tensor, Tensor> word_embeddings;
    private readonly Module<Tensor, Tensor> position_embeddings;
    private readonly Module<Tensor, Tensor> token_type_embeddings;
    [ComponentName(Name = "LayerNorm")]
    private readonly Module<Tensor, Tensor> norm;
    private readonly double _dropout;
    private readonly long? _padding;
    private readonly bool _countsFromPadding;

    /// <param name="config">The model's configuration.</param>
    /// <param name="countsFromPadding">RoBERTa's positions: padding keeps the padding id, tokens count on from it.</param>
    internal BertEmbeddings(ModelConfig config, bool countsFromPadding = false) : base(nameof(BertEmbeddings))
    {
        var dim = config.Long("hidden_size");
        _padding = config.Token("pad_token_id") ?? (countsFromPadding ? 1 : 0);
        _countsFromPadding = countsFromPadding;
        _dropout = config.Double("hidden_dropout_prob", 0.1);
        word_embeddings = new TokenEmbedding(config.Long("vocab_size"), dim, _padding);
        position_embeddings = new TokenEmbedding(config.Long("max_position_embeddings"), dim, countsFromPadding ? _padding : null);
        token_type_embeddings = new TokenEmbedding(config.Long("type_vocab_size", 2), dim);
        norm = LayerNorm(dim, config.Double("layer_norm_eps", 1e-12));
        RegisterComponents();
    }

    internal Parameter Words => TokenEmbedding.TableOf(word_embeddings);

    public override Tensor forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var words = input.InputsEmbeds?.transpose(0, 1) ?? word_embeddings.call(input.InputIds!.t());    // [seq, batch, dim]
        var positions = position_embeddings.call(Positions(input, words));                               // [seq, 1|batch, dim]
        var segments = token_type_embeddings.call(
            input.TokenTypeIds?.t() ?? zeros(1, 1, dtype: ScalarType.Int64, device: words.device));
        var sum = norm.call(words + (positions + segments));
        return (training && _dropout > 0 ? F.dropout(sum, _dropout) : sum).MoveToOuterDisposeScope();
    }

    private Tensor Positions(ModelInput input, Tensor words)
    {
        if (input.PositionIds is { } given)
        {
            return given.t();
        }

        var shift = input.Prefix?.Shift ?? 0;
        if (!_countsFromPadding || input.InputIds is null)
        {
            var first = shift + (_countsFromPadding ? _padding!.Value + 1 : 0);
            return arange(first, first + words.shape[0], ScalarType.Int64, words.device).unsqueeze(1);
        }

        var isToken = input.InputIds.t().ne(_padding!.Value).to_type(ScalarType.Int64);                  // [seq, batch]
        return (isToken.cumsum(0) + shift) * isToken + _padding.Value;
    }
}
