using System.Text.Json.Serialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// OFT, orthogonal fine-tuning (arXiv 2306.07280): the input is rotated block by block before the frozen layer, <c>y =
/// W Rᵀ x + b</c> with
/// <c>R = blockdiag(R₁, …)</c> and <c>Rᵢ = (I − Qᵢ)(I + Qᵢ)⁻¹</c> of a skew-symmetric Q, whose upper triangle is
/// trained and starts at zero. It trains <c>(in / b) · b (b − 1) / 2</c> numbers a layer. A convolution's weight is
/// rotated as <c>[out, in · rows · columns]</c>.
/// </summary>
[PeftMethod("OFT", ArXiv = "2306.07280")]
public sealed record OftConfig : LayerPeftConfig
{
    /// <summary>The number of blocks; 0 takes it from <see cref="BlockSize"/>.</summary>
    [JsonPropertyName("r")]
    public int Blocks { get; init; }

    /// <summary>
    /// b, the side of a block; 0 takes it from <see cref="Blocks"/>. Of a width that it does not divide, the next
    /// divisor.
    /// </summary>
    [JsonPropertyName("oft_block_size")]
    public int BlockSize { get; init; } = 32;

    /// <summary>How often, in training, a block does not rotate.</summary>
    [JsonPropertyName("module_dropout")]
    public double Dropout { get; init; }

    /// <summary>Whether Q starts at zero, or at small normal draws.</summary>
    [JsonPropertyName("init_weights")]
    public WeightStart Start { get; init; } = WeightStart.Usual;

    /// <summary>
    /// Constrained OFT: in training Q is drawn back to a norm of at most <see cref="Epsilon"/> / √blocks.
    /// </summary>
    [JsonPropertyName("coft")]
    public bool IsConstrained { get; init; }

    /// <summary>How far constrained OFT may rotate.</summary>
    [JsonPropertyName("eps")]
    public double Epsilon { get; init; } = 6e-5;

    /// <summary>Whether all blocks of a layer are the same.</summary>
    [JsonPropertyName("block_share")]
    public bool SharesBlocks { get; init; }

    /// <summary>
    /// Whether the inverse is a Neumann series. It then rotates the other way, as PEFT's adapters have been trained.
    /// </summary>
    [JsonPropertyName("use_cayley_neumann")]
    public bool UsesNeumann { get; init; } = true;

    /// <summary>The series' number of terms.</summary>
    [JsonPropertyName("num_cayley_neumann_terms")]
    public int NeumannTerms { get; init; } = 5;

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert => FixedBias;

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) => layer.Kind is LayerKind.Linear or LayerKind.Convolution;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => (Blocks > 0) != (BlockSize > 0)
        ? new OftAdapter(this, site)
        : throw new ArgumentException($"r is {Blocks} and oft_block_size {BlockSize}: give one of them, and 0 for the other.");

    /// <summary>The side of the blocks for a width: a divisor, the nearest one to what the settings ask for.</summary>
    internal long Side(long width) => BlockSize > 0 ? Divisor(width, BlockSize) : width / Divisor(width, Blocks);

    private static long Divisor(long width, long wanted)
    {
        if (wanted >= width)
        {
            return width;
        }

        var (higher, lower) = (wanted, wanted);
        while (width % higher != 0)
        {
            higher++;
        }

        while (width % lower != 0)
        {
            lower--;
        }

        return wanted - lower <= higher - wanted ? lower : higher;
    }
}

/// <summary>OFT on one layer.</summary>
public sealed class OftAdapter : WeightAdapter
{
    private readonly Parameter oft_R;
    private readonly Tensor _upper;
    private readonly OftConfig _config;
    private readonly long _side;

    internal OftAdapter(OftConfig config, AdapterSite site) : base(nameof(OftAdapter), site.Layer)
    {
        using var draws = new Draws(site.Seed);
        var width = Layer.Weight[0].numel();
        _config = config;
        _side = config.Side(width);
        long[] shape = [config.SharesBlocks ? 1 : width / _side, _side * (_side - 1) / 2];
        oft_R = Trained(config.Start.IsRandom ? draws.Normal(0.1, shape) : zeros(shape));
        _upper = ones(_side, _side).triu(1).flatten().nonzero().flatten().to(Layer.Weight.device);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("oft_R.weight", oft_R)];

    /// <summary><c>W Rᵀ</c>.</summary>
    public override Tensor Transform(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var turned = BlockRotation.Apply(weight.flatten(1), Rotations().transpose(1, 2));
        return turned.reshape(weight.shape).MoveToOuterDisposeScope();
    }

    /// <summary>A linear layer's input is rotated, and no weight is made.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        if (Layer.Kind != LayerKind.Linear)
        {
            return base.Forward(x, next);
        }

        using var scope = NewDisposeScope();
        return next.Call(BlockRotation.Apply(x, Rotations())).MoveToOuterDisposeScope();
    }

    // [blocks, b, b]
    private Tensor Rotations()
    {
        if (_config.IsConstrained)
        {
            Constrain();
        }

        var half = zeros(oft_R.shape[0], _side * _side, oft_R.dtype, oft_R.device)
            .index_add(1, _upper, oft_R, 1)
            .view(-1, _side, _side);
        var skew = half - half.transpose(1, 2);
        var blocks = _config.UsesNeumann ? BlockRotation.Neumann(skew, _config.NeumannTerms) : BlockRotation.Cayley(skew);
        var drops = training && _config.Dropout > 0 && blocks.shape[0] > 1;
        return drops ? BlockRotation.Drop(blocks, _config.Dropout) : blocks;
    }

    // Q's Frobenius norm is √2 times that of its upper triangle. What lies within the bound, up to rounding, stays as it
    // is: then a second call before the backward pass finds the parameter as the first one left it.
    private void Constrain()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var bound = _config.Epsilon / Math.Sqrt(oft_R.shape[0] * 2);
        var norms = oft_R.square().sum(1, keepdim: true).sqrt();
        var isOutside = norms.gt(bound * (1 + 1e-5));
        if (isOutside.any().ToBoolean())
        {
            oft_R.copy_(where(isOutside, oft_R / norms * bound, oft_R));
        }
    }
}
