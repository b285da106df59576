using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// MoRA (arXiv 2405.12130): as many trained numbers as LoRA of rank r, in one square matrix, <c>y ← y + D(M C(x))</c> with
/// <c>M [r', r']</c> from zero, so that the update's rank is up to <c>r' = ⌊√((in + out) r) + ½⌋</c>. C makes the input narrower and D the
/// output wider, without parameters; <see cref="Type"/> says how. There is no alpha. It trains r'² numbers a layer.
/// </summary>
[PeftMethod("MORA", ArXiv = "2405.12130")]
public sealed record MoraConfig : RankedConfig
{
    /// <summary>
    /// How C and D work. C: 1 and 4 add entries whose positions agree modulo r'; 2 and 3 add neighbours; 6 takes pieces of r', turns each
    /// by its number as rotary embeddings do, and applies M to each. D: 1 and 3 tile; 2 and 4 repeat each entry; 6 writes the pieces side
    /// by side, and tiles them.
    /// </summary>
    [JsonPropertyName("mora_type")]
    public int Type { get; init; } = 6;

    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site) => new MoraAdapter(site, this);
}

/// <summary>MoRA on one linear layer.</summary>
public sealed class MoraAdapter : DeltaAdapter
{
    private readonly Parameter mora_M;
    private readonly MoraShape _shape;

    internal MoraAdapter(AdapterSite site, MoraConfig config) : base(nameof(MoraAdapter), site.Layer)
    {
        Dropout = config.Dropout;
        var side = (long)(Math.Sqrt((Layer.InFeatures + Layer.OutFeatures) * config.Rank) + 0.5);
        _shape = MoraShape.Of(config.Type, config.Type == 6 ? side / 2 * 2 : side, Layer.OutFeatures);
        mora_M = Trained(zeros(_shape.Side, _shape.Side));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("mora_M.weight", mora_M)];

    /// <inheritdoc/>
    protected override double Dropout { get; }

    /// <summary>What the update makes of the identity's rows.</summary>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var rows = eye(Layer.InFeatures, dtype: mora_M.dtype, device: mora_M.device);
        return _shape.Apply(rows, mora_M).t().MoveToOuterDisposeScope();
    }

    /// <summary>The narrow way; the wide update is never formed.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var input = training && Dropout > 0 ? nn.functional.dropout(x, Dropout) : x;
        var y = next.Call(x);
        return (y + _shape.Apply(input.reshape(-1, x.shape[^1]), mora_M).view(y.shape)).MoveToOuterDisposeScope();
    }
}
