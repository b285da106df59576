using PeftWorkbook.Attention;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Models;

/// <summary>The stack of layers, <c>[seq, batch, dim]</c> to <c>[batch, seq, dim]</c>; RoBERTa's too.</summary>
internal sealed class BertEncoder : Module<Tensor, ModelInput, ModelOutput>
{
    private readonly ModuleList<BertLayer> layer;
    private readonly long _heads;

    internal BertEncoder(ModelConfig config) : base(nameof(BertEncoder))
    {
        _heads = config.Long("num_attention_heads");
        layer = new([.. Enumerable.Range(0, config.Count("num_hidden_layers")).Select(_ => new BertLayer(config))]);
        RegisterComponents();
    }

    public override ModelOutput forward(Tensor x, ModelInput input) => EncoderStack.Run(layer, x, input, _heads);
}

/// <summary>Attention, then the feed-forward net; each added to its input and normalised.</summary>
internal sealed class BertLayer : Module<Tensor, EncoderPass, Tensor>, IHasSubLayers
{
    private static readonly SubLayer[] s_subLayers =
    [
        new(SubLayerKind.SelfAttention, "attention.output", "attention.output.adapters"),
        new(SubLayerKind.FeedForward, "output", "output.adapters"),
    ];

    private readonly BertAttention attention;
    private readonly BertIntermediate intermediate;
    private readonly BertOutput output;

    internal BertLayer(ModelConfig config) : base(nameof(BertLayer))
    {
        attention = new(config);
        intermediate = new(config);
        output = new(config, config.Long("intermediate_size"), SubLayerKind.FeedForward);
        RegisterComponents();
    }

    IReadOnlyList<SubLayer> IHasSubLayers.SubLayers => s_subLayers;

    public override Tensor forward(Tensor x, EncoderPass pass)
    {
        using var scope = NewDisposeScope();
        var attended = attention.call(x, pass);                                  // [seq, batch, dim]
        return output.call(intermediate.call(attended), attended, pass).MoveToOuterDisposeScope();
    }
}

/// <summary>Self-attention, its output projection, and the residual with its norm.</summary>
internal sealed class BertAttention : Module<Tensor, EncoderPass, Tensor>
{
    private readonly BertSelfAttention self;
    private readonly BertOutput output;

    internal BertAttention(ModelConfig config) : base(nameof(BertAttention))
    {
        self = new(config);
        output = new(config, config.Long("hidden_size"), SubLayerKind.SelfAttention);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, EncoderPass pass)
    {
        using var scope = NewDisposeScope();
        return output.call(self.call(x, pass), pass.Asking(x), pass).MoveToOuterDisposeScope();
    }
}

/// <summary>Queries, keys and values of all heads: three matrices <c>[dim, dim]</c>.</summary>
internal sealed class BertSelfAttention : Module<Tensor, EncoderPass, Tensor>
{
    private readonly Module<Tensor, Tensor> query;
    private readonly Module<Tensor, Tensor> key;
    private readonly Module<Tensor, Tensor> value;
    private readonly long _heads;
    private readonly double _dropout;

    internal BertSelfAttention(ModelConfig config) : base(nameof(BertSelfAttention))
    {
        var dim = config.Long("hidden_size");
        _heads = config.Long("num_attention_heads");
        _dropout = config.Double("attention_probs_dropout_prob", 0.1);
        query = new Dense(dim, dim);
        key = new Dense(dim, dim);
        value = new Dense(dim, dim);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, EncoderPass pass)
    {
        using var scope = NewDisposeScope();
        var (k, v, bias) = pass.WithPrefix(x, key.call(x), value.call(x));
        var mixed = SequenceFirstAttention.Attend(
            query.call(pass.Asking(x)), k, v, _heads, bias, training ? _dropout : 0, pass.Attentions);
        return mixed.MoveToOuterDisposeScope();
    }
}

/// <summary>The feed-forward net's first half: <c>[…, dim]</c> to <c>[…, ffn]</c>.</summary>
internal sealed class BertIntermediate : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> dense;
    private readonly Func<Module<Tensor, Tensor>, Tensor, Tensor> _activateAfter;

    internal BertIntermediate(ModelConfig config) : base(nameof(BertIntermediate))
    {
        dense = new Dense(config.Long("hidden_size"), config.Long("intermediate_size"));
        _activateAfter = Activation.After(config.Text("hidden_act", "gelu"));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => _activateAfter(dense, x);
}

/// <summary>A projection back to the hidden width, dropout, the residual and its norm: <c>LayerNorm(residual + W x + b)</c>.</summary>
internal sealed class BertOutput : Module<Tensor, Tensor, EncoderPass, Tensor>
{
    private readonly Module<Tensor, Tensor> dense;
    [ComponentName(Name = "LayerNorm")]
    private readonly Module<Tensor, Tensor> norm;
    private readonly SubLayerKind _kind;
    private readonly double _dropout;

    internal BertOutput(ModelConfig config, long inFeatures, SubLayerKind kind) : base(nameof(BertOutput))
    {
        _kind = kind;
        var dim = config.Long("hidden_size");
        _dropout = config.Double("hidden_dropout_prob", 0.1);
        dense = new Dense(inFeatures, dim);
        norm = LayerNorm(dim, config.Double("layer_norm_eps", 1e-12));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor residual, EncoderPass pass)
    {
        using var scope = NewDisposeScope();
        var y = dense.call(x);
        y = training && _dropout > 0 ? F.dropout(y, _dropout) : y;
        return pass.Join(_kind, y, new(residual, norm)).MoveToOuterDisposeScope();
    }
}

/// <summary>The first position through a linear layer and tanh: <c>[batch, seq, dim]</c> to <c>[batch, dim]</c>.</summary>
internal sealed class BertPooler : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> dense;

    internal BertPooler(ModelConfig config) : base(nameof(BertPooler))
    {
        dense = new Dense(config.Long("hidden_size"), config.Long("hidden_size"));
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        return dense.call(hidden.select(1, 0)).tanh().MoveToOuterDisposeScope();
    }
}
