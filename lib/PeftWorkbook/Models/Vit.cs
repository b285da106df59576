using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Models;

/// <summary>
/// The vision transformer (arXiv 2010.11929) with a linear classifier on its class token: an image is cut into patches, each a
/// token. Pre-norm layers; inside, hidden states lie <c>[seq, batch, dim]</c>.
/// </summary>
[Architecture("vit", ModelTask.ImageClassification, "ViTForImageClassification")]
public sealed class VitForImageClassification : PretrainedModel
{
    // Checkpoints keep the names on the left; since version 5, transformers has modules of the names on the right.
    private static readonly (string Old, string New)[] s_aliases =
    [
        ("encoder.layer.", "layers."),
        (".attention.attention.query", ".attention.q_proj"),
        (".attention.attention.key", ".attention.k_proj"),
        (".attention.attention.value", ".attention.v_proj"),
        (".attention.output.dense", ".attention.o_proj"),
        (".intermediate.dense", ".mlp.fc1"),
        (".output.dense", ".mlp.fc2"),
    ];

    private readonly VitModel vit;
    private readonly Module<Tensor, Tensor> classifier;

    /// <summary>Makes the model with undefined weights; the classes are the configuration's.</summary>
    public VitForImageClassification(ModelConfig config)
        : base(nameof(VitForImageClassification), config, "vit", "classifier")
    {
        vit = new(config, withPooler: false);
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
    public override string Alias(string name) =>
        s_aliases.Aggregate(name, (n, a) => n.Replace(a.Old, a.New, StringComparison.Ordinal));

    /// <summary>Pixels <c>[batch, channels, height, width]</c> to scores <c>[batch, classes]</c>.</summary>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var output = vit.call(input);
        var logits = classifier.call(output.LastHiddenState!.select(1, 0));
        var loss = Losses.Classification(logits, input.Labels, Config);
        return (output with { Logits = logits, Loss = loss }).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// The vision transformer without a head: patches, layers, final norm; <c>[batch, channels, height, width]</c> to a hidden state
/// <c>[batch, patches + 1, dim]</c>, and the pooled class token <c>[batch, dim]</c>.
/// </summary>
[Architecture("vit", ModelTask.Encoder, "ViTModel")]
public sealed class VitModel : PretrainedModel
{
    private readonly VitEmbeddings embeddings;
    private readonly VitEncoder encoder;
    private readonly Module<Tensor, Tensor> layernorm;
    private readonly BertPooler? pooler;

    /// <summary>Makes the model with undefined weights.</summary>
    public VitModel(ModelConfig config) : this(config, withPooler: true)
    {
    }

    internal VitModel(ModelConfig config, bool withPooler) : base(nameof(VitModel), config, "vit")
    {
        embeddings = new(config);
        encoder = new(config);
        layernorm = LayerNorm(config.Long("hidden_size"), config.Double("layer_norm_eps", 1e-12));
        pooler = withPooler ? new(config) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> AttentionTargets => ["query", "value"];

    /// <inheritdoc/>
    protected internal override bool IsSequenceFirst => true;

    /// <inheritdoc/>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var x = embeddings.call(input.PixelValues ?? throw new ArgumentException("A vision model takes PixelValues.", nameof(input)));
        var output = encoder.call(input.Embedded(x), input);
        var hidden = layernorm.call(output.LastHiddenState!);
        return (output with { LastHiddenState = hidden, PoolerOutput = pooler?.call(hidden) }).MoveToOuterDisposeScope();
    }
}

/// <summary>A class token and a token for each patch, with positions: <c>[patches + 1, batch, dim]</c>.</summary>
internal sealed class VitEmbeddings : Module<Tensor, Tensor>
{
    private readonly VitPatches patch_embeddings;
    [ComponentName(Name = "cls_token")]
    private readonly Parameter _class;
    [ComponentName(Name = "position_embeddings")]
    private readonly Parameter _positions;
    private readonly double _dropout;

    internal VitEmbeddings(ModelConfig config) : base(nameof(VitEmbeddings))
    {
        var dim = config.Long("hidden_size");
        var side = config.Long("image_size") / config.Long("patch_size");
        patch_embeddings = new(config);
        _class = new(zeros(1, 1, dim));
        WeightBudget.Take(1, (side * side) + 1, dim);
        _positions = new(zeros(1, (side * side) + 1, dim));
        _dropout = config.Double("hidden_dropout_prob", 0);
        RegisterComponents();
    }

    public override Tensor forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var patches = patch_embeddings.call(pixels);                                     // [batch, patches, dim]
        var tokens = cat([_class.expand(patches.shape[0], 1, patches.shape[2]), patches], 1);
        if (tokens.shape[1] != _positions.shape[1])
        {
            throw new ArgumentException(
                $"The image has {patches.shape[1]} patches; the model has positions for {_positions.shape[1] - 1}.");
        }

        var x = (tokens + _positions).transpose(0, 1).contiguous();
        return (training && _dropout > 0 ? F.dropout(x, _dropout) : x).MoveToOuterDisposeScope();
    }
}

/// <summary>Holds <see cref="VitProjector"/>, under the checkpoint's name.</summary>
internal sealed class VitPatches : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> projection;

    internal VitPatches(ModelConfig config) : base(nameof(VitPatches))
    {
        projection = new VitProjector(config.Long("num_channels", 3), config.Long("hidden_size"), config.Long("patch_size"));
        RegisterComponents();
    }

    public override Tensor forward(Tensor pixels) => projection.call(pixels);
}

/// <summary>
/// A convolution whose stride is its width: every patch is multiplied once, so it is one matrix product of the patches'
/// pixels. <c>[batch, channels, height, width]</c> to <c>[batch, patches, dim]</c>.
/// </summary>
internal sealed class VitProjector : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;
    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;
    internal VitProjector(long channels, long dim, long side) : base(nameof(VitProjector))
    {
        _weight = WeightBudget.Empty(dim, channels, side, side);
        _bias = new(empty(dim));
        RegisterComponents();
    }

    /// <summary><c>[dim, channels, side, side]</c>.</summary>
    internal Parameter Weight => _weight;

    /// <summary><c>[dim]</c>.</summary>
    internal Parameter Bias => _bias;

    public override Tensor forward(Tensor pixels) => Project(pixels, _weight, _bias);

    /// <summary>The projection with a weight <c>[dim, channels, side, side]</c> and a bias <c>[dim]</c> that are given.</summary>
    internal static Tensor Project(Tensor pixels, Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var side = weight.shape[2];
        var (batch, channels, rows, columns) = (pixels.shape[0], pixels.shape[1], pixels.shape[2] / side, pixels.shape[3] / side);
        var patches = pixels.narrow(2, 0, rows * side).narrow(3, 0, columns * side)
            .reshape(batch, channels, rows, side, columns, side)
            .permute(0, 2, 4, 1, 3, 5)
            .reshape(batch, rows * columns, channels * side * side);
        return F.linear(patches, weight.reshape(weight.shape[0], -1), bias).MoveToOuterDisposeScope();
    }
}

/// <summary>The stack of layers.</summary>
internal sealed class VitEncoder : Module<Tensor, ModelInput, ModelOutput>
{
    private readonly ModuleList<VitLayer> layer;
    private readonly long _heads;

    internal VitEncoder(ModelConfig config) : base(nameof(VitEncoder))
    {
        _heads = config.Long("num_attention_heads");
        layer = new([.. Enumerable.Range(0, config.Count("num_hidden_layers")).Select(_ => new VitLayer(config))]);
        RegisterComponents();
    }

    public override ModelOutput forward(Tensor x, ModelInput input) => EncoderStack.Run(layer, x, input, _heads);
}

/// <summary>Attention and the feed-forward net, each on its normalised input and added to it.</summary>
internal sealed class VitLayer : Module<Tensor, EncoderPass, Tensor>, IHasSubLayers
{
    private static readonly SubLayer[] s_subLayers =
    [
        new(SubLayerKind.SelfAttention, "attention.output", "attention_adapters.adapters"),
        new(SubLayerKind.FeedForward, "output", "output.output_adapters.adapters"),
    ];

    private readonly Module<Tensor, Tensor> layernorm_before;
    private readonly VitAttention attention;
    private readonly Module<Tensor, Tensor> layernorm_after;
    private readonly BertIntermediate intermediate;
    private readonly VitProjection output;

    internal VitLayer(ModelConfig config) : base(nameof(VitLayer))
    {
        var (dim, epsilon) = (config.Long("hidden_size"), config.Double("layer_norm_eps", 1e-12));
        layernorm_before = LayerNorm(dim, epsilon);
        attention = new(config);
        layernorm_after = LayerNorm(dim, epsilon);
        intermediate = new(config);
        output = new(config, config.Long("intermediate_size"));
        RegisterComponents();
    }

    IReadOnlyList<SubLayer> IHasSubLayers.SubLayers => s_subLayers;

    public override Tensor forward(Tensor x, EncoderPass pass)
    {
        using var scope = NewDisposeScope();
        var read = layernorm_before.call(x);
        var attended = pass.Join(SubLayerKind.SelfAttention, attention.call(read, pass), new(x, null) { Read = read });
        read = layernorm_after.call(attended);
        var h = output.call(intermediate.call(read));
        return pass.Join(SubLayerKind.FeedForward, h, new(attended, null) { Read = read }).MoveToOuterDisposeScope();
    }
}

/// <summary>Self-attention and its output projection, under the names that checkpoints have.</summary>
internal sealed class VitAttention : Module<Tensor, EncoderPass, Tensor>
{
    private readonly BertSelfAttention attention;
    private readonly VitProjection output;

    internal VitAttention(ModelConfig config) : base(nameof(VitAttention))
    {
        attention = new(config);
        output = new(config, config.Long("hidden_size"));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, EncoderPass pass)
    {
        using var scope = NewDisposeScope();
        return output.call(attention.call(x, pass)).MoveToOuterDisposeScope();
    }
}

/// <summary>A projection to the hidden width, with dropout.</summary>
internal sealed class VitProjection : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> dense;
    private readonly double _dropout;

    internal VitProjection(ModelConfig config, long inFeatures) : base(nameof(VitProjection))
    {
        dense = new Dense(inFeatures, config.Long("hidden_size"));
        _dropout = config.Double("hidden_dropout_prob", 0);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = dense.call(x);
        return (training && _dropout > 0 ? F.dropout(y, _dropout) : y).MoveToOuterDisposeScope();
    }
}
