using System.Text.Json.Serialization;
using PeftWorkbook.Peft.Selective.Entries;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// RoCoFT, row and column fine-tuning (arXiv 2410.10075): the first r rows or the first r columns of a weight are
/// trained where they are,
/// or entries that a uniform draw picks. It trains r·in numbers a layer for rows, r·out for columns, and out for the bias.
/// </summary>
[PeftMethod("ROCOFT", ArXiv = "2410.10075")]
public sealed record RocoftConfig : EntriesConfig
{
    /// <summary><c>row</c>, <c>column</c> or <c>random</c>.</summary>
    [JsonPropertyName("kind")]
    public string Kind { get; init; } = "row";

    /// <summary>r, how many rows or columns.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 1;

    /// <summary>The share of the entries that a random choice takes.</summary>
    [JsonPropertyName("p")]
    public double Share { get; init; } = 0.1;

    /// <summary>Whether the layers' biases are trained too.</summary>
    [JsonPropertyName("bias")]
    public bool TrainsBias { get; init; }

    private bool IsRandom => Kind == "random";

    /// <inheritdoc/>
    protected internal override IEnumerable<ChosenEntries> Choose(EntryField field)
    {
        using var draws = new Draws(field.Seed);
        foreach (var tensor in field.Tensors)
        {
            yield return new(tensor, tensor.IsBias ? null : Places(tensor, draws));
        }
    }

    /// <inheritdoc/>
    protected internal override bool TakesBiases => TrainsBias;

    /// <inheritdoc/>
    internal override bool HasFixedPlaces => !IsRandom && !DenseDecay && Masks is null;

    /// <inheritdoc/>
    internal override LayerAdapter Create(AdapterSite site, LayerEntries entries) =>
        HasFixedPlaces ? new RocoftAdapter(site.Layer, this) : base.Create(site, entries);

    private Tensor Places(EntryTensor tensor, Draws draws)
    {
        var (layer, device) = (tensor.Layer, tensor.Value.device);
        if (IsRandom)
        {
            using var drawn = draws.Uniform(0.5, layer.OutFeatures * layer.InFeatures);
            return (drawn + 0.5 <= Share).nonzero().view(-1).to(device);
        }

        var most = Kind switch
        {
            "row" => layer.OutFeatures,
            "column" => layer.InFeatures,
            _ => throw new ArgumentException($"RoCoFT's kind is '{Kind}'; it is row, column or random."),
        };
        if (Rank < 1 || Rank > most)
        {
            throw new ArgumentException($"RoCoFT cannot train {Rank} {Kind}s of '{tensor.Module}', which has {most}.");
        }

        var numbers = arange(layer.OutFeatures * layer.InFeatures, ScalarType.Int64, device).view(layer.OutFeatures, layer.InFeatures);
        return numbers.narrow(Kind == "row" ? 0 : 1, 0, Rank).reshape(-1);
    }
}

/// <summary>
/// RoCoFT's rows or columns of one layer. What they differ from the base's is a narrow product beside the layer, so that neither pass
/// makes a whole weight.
/// </summary>
public sealed class RocoftAdapter : LayerAdapter
{
    private readonly Parameter rocoft_values;       // [r, in] or [out, r]
    private readonly Parameter? rocoft_bias;        // [out]
    private readonly int _axis;

    internal RocoftAdapter(BaseLayer layer, RocoftConfig config) : base(nameof(RocoftAdapter), layer)
    {
        _axis = config.Kind == "row" ? 0 : 1;
        rocoft_values = Trained(layer.Weight.narrow(_axis, 0, config.Rank).detach().clone());
        rocoft_bias = config.TrainsBias && layer.Bias is { } bias ? Trained(bias.detach().clone()) : null;
        RegisterComponents();
    }

    private long Rank => rocoft_values.shape[_axis];

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => rocoft_bias is null
        ? [new(nameof(rocoft_values), rocoft_values)]
        : [new(nameof(rocoft_values), rocoft_values), new(nameof(rocoft_bias), rocoft_bias)];

    /// <summary>The layer's output and <c>(R − R₀) x</c> in its first r places, or <c>(C − C₀) x₁…ᵣ</c>.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var y = next.Call(x);
        var change = rocoft_values - Layer.Weight.narrow(_axis, 0, Rank);
        y = _axis == 1
            ? y + F.linear(x.narrow(-1, 0, Rank), change)
            : cat([y.narrow(-1, 0, Rank) + F.linear(x, change), y.narrow(-1, Rank, y.shape[^1] - Rank)], -1);
        return (rocoft_bias is null ? y : y + (rocoft_bias - Layer.Bias!)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor MergedWeight(Tensor weight)
    {
        using var _ = no_grad();
        return cat([rocoft_values, weight.narrow(_axis, Rank, weight.shape[_axis] - Rank)], _axis);
    }

    /// <inheritdoc/>
    protected internal override Tensor? MergedBias(Tensor weight, Tensor? bias) => rocoft_bias?.alias() ?? bias;
}
