using PeftWorkbook.Attention;
using PeftWorkbook.Models.Generation;
using PeftWorkbook.Models.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Models;

/// <summary>Self-attention on the normalised input, added to it.</summary>
internal sealed class T5SelfLayer : Module<Tensor, T5Pass, Tensor>
{
    [ComponentName(Name = "SelfAttention")]
    private readonly T5Attention _attention;
    private readonly Module<Tensor, Tensor> layer_norm;
    private readonly int _index;
    private readonly double _dropout;

    internal T5SelfLayer(ModelConfig config, bool isDecoder, int index) : base(nameof(T5SelfLayer))
    {
        _index = index;
        _attention = new(config, index, hasDistances: index == 0, isBidirectional: !isDecoder);
        layer_norm = new RmsNorm(config.Long("d_model"), config.Double("layer_norm_epsilon", 1e-6));
        _dropout = config.Double("dropout_rate", 0.1);
        RegisterComponents();
    }

    internal Tensor Distances(long queries, long keys) => _attention.Distances(queries, keys);

    public override Tensor forward(Tensor x, T5Pass pass)
    {
        using var scope = NewDisposeScope();
        var read = layer_norm.call(x);
        var y = _attention.call(read, null, pass);
        y = training && _dropout > 0 ? F.dropout(y, _dropout) : y;
        return pass.Context.Join(SubLayerKind.SelfAttention, _index, y, new(x, null) { Read = read }).MoveToOuterDisposeScope();
    }
}

/// <summary>Attention to the encoder's output.</summary>
internal sealed class T5CrossLayer : Module<Tensor, T5Pass, Tensor>
{
    [ComponentName(Name = "EncDecAttention")]
    private readonly T5Attention _attention;
    private readonly Module<Tensor, Tensor> layer_norm;
    private readonly int _index;
    private readonly double _dropout;

    internal T5CrossLayer(ModelConfig config, int index) : base(nameof(T5CrossLayer))
    {
        _index = index;
        _attention = new(config, index, hasDistances: false, isBidirectional: true);
        layer_norm = new RmsNorm(config.Long("d_model"), config.Double("layer_norm_epsilon", 1e-6));
        _dropout = config.Double("dropout_rate", 0.1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, T5Pass pass)
    {
        using var scope = NewDisposeScope();
        var read = layer_norm.call(x);
        var y = _attention.call(read, pass.Context.Encoded, pass);
        y = training && _dropout > 0 ? F.dropout(y, _dropout) : y;
        return pass.Context.Join(SubLayerKind.CrossAttention, _index, y, new(x, null) { Read = read }).MoveToOuterDisposeScope();
    }
}

/// <summary>Attention with scores that are not scaled; the first layer of a stack holds the table of distances.</summary>
internal sealed class T5Attention : Module<Tensor, Tensor?, T5Pass, Tensor>
{
    private readonly Module<Tensor, Tensor> q, k, v, o;
    private readonly Module<Tensor, Tensor>? relative_attention_bias;
    private readonly long _heads, _headDim;
    private readonly int _index, _buckets, _maxDistance;
    private readonly bool _isBidirectional;
    private readonly double _dropout;

    internal T5Attention(ModelConfig config, int index, bool hasDistances, bool isBidirectional) : base(nameof(T5Attention))
    {
        var dim = config.Long("d_model");
        _index = index;
        (_heads, _headDim) = (config.Long("num_heads"), config.Long("d_kv"));
        _buckets = (int)config.Long("relative_attention_num_buckets", 32);
        _maxDistance = (int)config.Long("relative_attention_max_distance", 128);
        (_isBidirectional, _dropout) = (isBidirectional, config.Double("dropout_rate", 0.1));
        q = new Dense(dim, _heads * _headDim, hasBias: false);
        k = new Dense(dim, _heads * _headDim, hasBias: false);
        v = new Dense(dim, _heads * _headDim, hasBias: false);
        o = new Dense(_heads * _headDim, dim, hasBias: false);
        relative_attention_bias = hasDistances ? new TokenEmbedding(_buckets, _heads) : null;
        RegisterComponents();
    }

    /// <summary>
    /// The number that each distance adds to the scores: <c>[1, heads, queries, keys]</c>; the last query is the last key.
    /// </summary>
    internal Tensor Distances(long queries, long keys)
    {
        var table = relative_attention_bias!;
        return RelativeBuckets.Bias(
            table.call, _buckets, queries, keys, _maxDistance, _isBidirectional, TokenEmbedding.TableOf(table).device);
    }

    // To its own positions, or to the encoder's output where that is given.
    public override Tensor forward(Tensor x, Tensor? encoded, T5Pass pass)
    {
        using var scope = NewDisposeScope();
        var (ownKeys, ownValues) = encoded is null ? KeysOf(x) : Encoded(encoded, pass.Context.EncoderKeys);
        var (keys, values, bias) = AttentionPrefix.BatchFirst(
            KeyValuePrefix.At(Prefixes(pass.Context.Prefix, isCross: encoded is not null), _index), x, ownKeys, ownValues,
            encoded is null ? pass.SelfBias : pass.CrossBias, encoded is null ? pass.Context.Cache : null, _index);
        var mixed = GroupedQueryAttention.Attend(Split(q.call(x)), keys, values, bias, scale: 1, training ? _dropout : 0);
        return o.call(mixed).MoveToOuterDisposeScope();
    }

    private IReadOnlyList<AttentionPrefix?>? Prefixes(KeyValuePrefix? prefix, bool isCross) =>
        isCross ? prefix?.CrossLayers : _isBidirectional ? prefix?.EncoderLayers : prefix?.Layers;

    private (Tensor, Tensor) Encoded(Tensor encoded, EncoderKeys? kept) =>
        kept is null ? KeysOf(encoded) : kept.GetOrAdd(_index, () => KeysOf(encoded));

    private (Tensor, Tensor) KeysOf(Tensor source) => (Split(k.call(source)), Split(v.call(source)));

    private Tensor Split(Tensor x) => x.view(x.shape[0], x.shape[1], _heads, _headDim).transpose(1, 2);
}

/// <summary>The feed-forward net on the normalised input, added to it.</summary>
internal sealed class T5FeedForwardLayer : Module<Tensor, T5Pass, Tensor>
{
    [ComponentName(Name = "DenseReluDense")]
    private readonly T5FeedForward _net;
    private readonly Module<Tensor, Tensor> layer_norm;
    private readonly int _index;
    private readonly double _dropout;

    internal T5FeedForwardLayer(ModelConfig config, int index) : base(nameof(T5FeedForwardLayer))
    {
        _index = index;
        _net = new(config);
        layer_norm = new RmsNorm(config.Long("d_model"), config.Double("layer_norm_epsilon", 1e-6));
        _dropout = config.Double("dropout_rate", 0.1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, T5Pass pass)
    {
        using var scope = NewDisposeScope();
        var read = layer_norm.call(x);
        var y = _net.call(read);
        y = training && _dropout > 0 ? F.dropout(y, _dropout) : y;
        return pass.Context.Join(SubLayerKind.FeedForward, _index, y, new(x, null) { Read = read }).MoveToOuterDisposeScope();
    }
}

/// <summary>Version 1.0: <c>wo(act(wi(x)))</c>. Version 1.1: <c>wo(act(wi_0(x)) · wi_1(x))</c>, gated (arXiv 2002.05202).</summary>
internal sealed class T5FeedForward : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor>? wi, wi_0, wi_1;
    private readonly Module<Tensor, Tensor> wo;
    private readonly Func<Tensor, Tensor> _activation;
    private readonly double _dropout;

    internal T5FeedForward(ModelConfig config) : base(nameof(T5FeedForward))
    {
        var (dim, ffn) = (config.Long("d_model"), config.Long("d_ff"));
        var name = config.Text("feed_forward_proj", "relu");
        var isGated = name.StartsWith("gated-", StringComparison.Ordinal);
        // "gated-gelu" has always meant the tanh approximation
        _activation = Activation.Named(config.Text(
            "dense_act_fn",
            name == "gated-gelu" ? "gelu_new" : name.Replace("gated-", "", StringComparison.Ordinal)));
        _dropout = config.Double("dropout_rate", 0.1);
        wi = isGated ? null : new Dense(dim, ffn, hasBias: false);
        wi_0 = isGated ? new Dense(dim, ffn, hasBias: false) : null;
        wi_1 = isGated ? new Dense(dim, ffn, hasBias: false) : null;
        wo = new Dense(ffn, dim, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var inner = wi is not null ? _activation(wi.call(x)) : _activation(wi_0!.call(x)) * wi_1!.call(x);
        return wo.call(training && _dropout > 0 ? F.dropout(inner, _dropout) : inner).MoveToOuterDisposeScope();
    }
}
