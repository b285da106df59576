using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// GOFT (arXiv 2404.04316): Givens rotations of pairs of inputs, in levels: level l turns the pairs <c>(2 s i, 2 s i + s)</c> with
/// <c>s = 2ˡ</c> by <c>tanh(θ) π</c>, the widest first, and a trained scale follows, <c>W' = W diag(scale) G₁ G₂ … </c>. Every rotation of
/// a vector can be reached so. Angles start at zero, scales at one. It trains <c>2 in − 1</c> numbers a layer, <c>in − 1</c> without the
/// scale.
/// </summary>
[PeftMethod("GOFT", ArXiv = "2404.04316")]
public sealed record GoftConfig : LayerPeftConfig
{
    /// <summary>
    /// Whether to turn as version 2 of the authors' code does: it has the cosines and sines of a level's pairs but always mixes neighbours,
    /// so the map is not orthogonal.
    /// </summary>
    [JsonPropertyName("published_pairs")]
    public bool UsesPublishedPairs { get; init; }

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new GoftAdapter(site, this);
}

/// <summary>qGOFT (arXiv 2404.04316): GOFT with a free matrix <c>[2, 2]</c> for each pair in place of a rotation, and without the scale;
/// the matrices start at the identity. It trains <c>4 (in − 1)</c> numbers a layer.</summary>
[PeftMethod("QGOFT", ArXiv = "2404.04316")]
public sealed record QgoftConfig : LayerPeftConfig
{
    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new QgoftAdapter(site);
}

/// <summary>A map of a linear layer's input, level by level over pairs of its entries.</summary>
/// <param name="name">The class's name.</param>
/// <param name="layer">The layer.</param>
public abstract class PairwiseAdapter(string name, BaseLayer layer) : WeightAdapter(name, layer)
{
    /// <summary>Maps rows of inputs, <c>[n, in]</c>.</summary>
    private protected abstract Tensor Turn(Tensor rows);

    /// <summary>W times the map.</summary>
    public override Tensor Transform(Tensor weight)
    {
        using var scope = NewDisposeScope();
        return weight.mm(Turn(eye(Layer.InFeatures, dtype: weight.dtype, device: weight.device)).t()).MoveToOuterDisposeScope();
    }

    /// <summary>The input is mapped, and no weight is made.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        return next.Call(Turn(x.reshape(-1, x.shape[^1])).view(x.shape)).MoveToOuterDisposeScope();
    }
}

/// <summary>GOFT on one linear layer.</summary>
public sealed class GoftAdapter : PairwiseAdapter
{
    private readonly Parameter goft_angles, goft_scale;
    private readonly bool _isPublished;

    internal GoftAdapter(AdapterSite site, GoftConfig config) : base(nameof(GoftAdapter), site.Layer)
    {
        _isPublished = config.UsesPublishedPairs;
        goft_angles = Trained(zeros(Layer.InFeatures - 1));
        goft_scale = Trained(ones(Layer.InFeatures));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("goft_angles", goft_angles), new("goft_scale", goft_scale)];

    /// <inheritdoc/>
    private protected override Tensor Turn(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var angles = goft_angles.tanh() * Math.PI;
        foreach (var level in PairLevel.WidestFirst(rows.shape[1]))
        {
            var own = angles.narrow(0, level.First, level.Pairs);
            var (cosine, sine) = (own.cos(), own.sin());
            rows = _isPublished
                ? level.MixNeighbours(rows, cosine, sine)
                : level.Map(rows, (a, b) => ((a * cosine) - (b * sine), (b * cosine) + (a * sine)));
        }

        return (rows * goft_scale).MoveToOuterDisposeScope();
    }
}

/// <summary>qGOFT on one linear layer.</summary>
public sealed class QgoftAdapter : PairwiseAdapter
{
    private readonly Parameter qgoft_rotations;

    internal QgoftAdapter(AdapterSite site) : base(nameof(QgoftAdapter), site.Layer)
    {
        qgoft_rotations = Trained(eye(2).repeat(Layer.InFeatures - 1, 1, 1));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("qgoft_rotations", qgoft_rotations)];

    /// <inheritdoc/>
    private protected override Tensor Turn(Tensor rows)
    {
        using var scope = NewDisposeScope();
        foreach (var level in PairLevel.WidestFirst(rows.shape[1]))
        {
            var own = qgoft_rotations.narrow(0, level.First, level.Pairs).flatten(1);               // [pairs, 4]
            Tensor Entry(int i) => own.select(1, i);
            rows = level.Map(rows, (a, b) => ((a * Entry(0)) + (b * Entry(1)), (a * Entry(2)) + (b * Entry(3))));
        }

        return rows.MoveToOuterDisposeScope();
    }
}
