using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// BOFT, butterfly orthogonal fine-tuning (arXiv 2311.06243): <c>y = s ∘ (W Rᵀ x) + b</c>, where R is a product of
/// butterfly factors, each a block-diagonal rotation between a permutation and its inverse: <c>R = Bₘ … B₁</c>, <c>B =
/// P blockdiag(R₁, …) Pᵀ</c>,
/// <c>Rᵢ = (I − Q)(I + Q)⁻¹</c>, <c>Q = (M − Mᵀ) / 2</c>. M starts at zero and s at one. It trains <c>m · in · b +
/// out</c> numbers a layer, of which Q uses half. A convolution's weight is rotated as <c>[out, in · rows ·
/// columns]</c>.
/// </summary>
[PeftMethod("BOFT", ArXiv = "2311.06243")]
public sealed record BoftConfig : LayerPeftConfig
{
    /// <summary>b, the side of a block; 0 takes it from <see cref="BlockCount"/>.</summary>
    [JsonPropertyName("boft_block_size")]
    public int BlockSize { get; init; } = 4;

    /// <summary>The number of blocks; 0 takes it from <see cref="BlockSize"/>.</summary>
    [JsonPropertyName("boft_block_num")]
    public int BlockCount { get; init; }

    /// <summary>m, the number of butterfly factors; one alone mixes within blocks only.</summary>
    [JsonPropertyName("boft_n_butterfly_factor")]
    public int Factors { get; init; } = 1;

    /// <summary>How often, in training, a block of one factor does not rotate.</summary>
    [JsonPropertyName("boft_dropout")]
    public double Dropout { get; init; }

    /// <summary>Whether M starts at zero and s at one, or both at draws around that.</summary>
    [JsonPropertyName("init_weights")]
    public WeightStart Start { get; init; } = WeightStart.Usual;

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert => FixedBias;

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) => layer.Kind is LayerKind.Linear or LayerKind.Convolution;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        var width = site.Layer.Weight[0].numel();
        if ((BlockSize > 0) == (BlockCount > 0))
        {
            throw new ArgumentException(
                $"boft_block_size is {BlockSize} and boft_block_num {BlockCount}: give one of them, and 0 for the other.");
        }

        var side = BlockSize > 0 ? BlockSize : width / BlockCount;
        var isWhole = side > 0 && width % side == 0 && (BlockCount == 0 || width % BlockCount == 0);
        var isButterfly = Factors == 1 || (Factors > 1 && side % 2 == 0 && width / side % (1L << (Factors - 1)) == 0);
        return isWhole && isButterfly
            ? new BoftAdapter(this, side, site)
            : throw new ArgumentException(
                $"{Factors} factors of blocks of side {side} do not fit '{site.Module}', whose rows have {width} numbers: " +
                "the side divides them, and more factors want an even side and blocks that can be halved as often.");
    }
}

/// <summary>BOFT on one layer.</summary>
public sealed class BoftAdapter : WeightAdapter
{
    private readonly Parameter boft_R;
    private readonly Parameter boft_s;
    private readonly Tensor? _orders;
    private readonly Tensor? _inverses;
    private readonly double _dropout;

    internal BoftAdapter(BoftConfig config, long side, AdapterSite site) : base(nameof(BoftAdapter), site.Layer)
    {
        using var draws = new Draws(site.Seed);
        var (width, height, isRandom) = (Layer.Weight[0].numel(), Layer.OutFeatures, config.Start.IsRandom);
        long[] shape = [config.Factors, width / side, side, side];
        long[] scales = Layer.Kind == LayerKind.Convolution ? [1, height] : [height, 1];
        boft_R = Trained(isRandom ? draws.Normal(0.1, shape) : zeros(shape));
        boft_s = Trained(isRandom ? draws.Normal(0.1, scales) + 1 : ones(scales));
        _dropout = config.Dropout;
        if (config.Factors > 1)
        {
            var orders = Enumerable.Range(0, config.Factors).Select(i => Order(width, (1L << i) * side, side / 2)).ToArray();
            _orders = stack([.. orders.Select(o => tensor(o))]).to(Layer.Weight.device);
            _inverses = _orders.argsort(1);
        }

        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("boft_R", boft_R), new("boft_s", boft_s)];

    /// <summary><c>s ∘ (W Rᵀ)</c>.</summary>
    public override Tensor Transform(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var rows = weight.flatten(1);
        var rotations = Rotations();
        for (var i = 0; i < rotations.shape[0]; i++)
        {
            rows = Turn(rows, rotations[i].transpose(1, 2), i);
        }

        return (rows * boft_s.view(-1, 1)).reshape(weight.shape).MoveToOuterDisposeScope();
    }

    /// <summary>A linear layer's input is rotated and its output scaled, and no weight is made.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        if (Layer.Kind != LayerKind.Linear)
        {
            return base.Forward(x, next);
        }

        using var scope = NewDisposeScope();
        var rotations = Rotations();
        for (var i = (int)rotations.shape[0] - 1; i >= 0; i--)
        {
            x = Turn(x, rotations[i], i);
        }

        var scale = boft_s.flatten();
        var y = next.Call(x) * scale;
        return (Layer.Bias is { } bias ? y + (bias * (1 - scale)) : y).MoveToOuterDisposeScope();
    }

    // Where each number of a row goes before a factor: in every stretch of that size, the even chunks first and then the odd ones.
    private static long[] Order(long width, long size, long chunk) =>
    [
        .. from start in Sequence(0, width, size)
           from parity in new[] { 0L, chunk }
           from first in Sequence(start + parity, start + size, 2 * chunk)
           from place in Sequence(first, first + chunk, 1)
           select place,
    ];

    private static IEnumerable<long> Sequence(long from, long to, long step)
    {
        for (var i = from; i < to; i += step)
        {
            yield return i;
        }
    }

    private Tensor Turn(Tensor rows, Tensor blocks, int factor)
    {
        if (_orders is null)
        {
            return BlockRotation.Apply(rows, blocks);
        }

        var turned = BlockRotation.Apply(rows.index_select(-1, _inverses![factor]), blocks);
        return turned.index_select(-1, _orders[factor]);
    }

    // [factors, blocks, b, b]; dropout holds some blocks of one factor still.
    private Tensor Rotations()
    {
        var rotations = BlockRotation.Cayley((boft_R - boft_R.transpose(-2, -1)) * 0.5);
        if (!training || _dropout == 0)
        {
            return rotations;
        }

        var chosen = Random.Shared.Next((int)rotations.shape[0]);
        return stack([.. Enumerable.Range(0, (int)rotations.shape[0])
            .Select(i => i == chosen ? BlockRotation.Drop(rotations[i], _dropout) : rotations[i])]);
    }
}
