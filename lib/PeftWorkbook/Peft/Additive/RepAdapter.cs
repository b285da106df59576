using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Additive;

/// <summary>
/// RepAdapter (arXiv 2302.08106): a linear adapter on what a block's attention and feed-forward net read,
/// <c>x + s (B (A x + a) + b)</c>, with <c>A [m, D]</c> and a B of g blocks, <c>[D, m / g]</c>. Without an activation it folds into the
/// layers behind it: <c>W' = W (I + s B A)</c>, <c>b' = b_W + s W (B a + b)</c>. B starts at zero. It trains
/// <c>2 (D m + m + D m / g + D)</c> numbers a block, since the layers that read one input share one adapter.
/// </summary>
[PeftMethod("REPADAPTER", ArXiv = "2302.08106")]
public sealed record RepAdapterConfig : LayerPeftConfig
{
    /// <summary>m, the inner width.</summary>
    [JsonPropertyName("bottleneck_size")]
    public int Bottleneck { get; init; } = 8;

    /// <summary>g, the number of B's blocks.</summary>
    [JsonPropertyName("groups")]
    public int Groups { get; init; } = 2;

    /// <summary>s, what the update is multiplied by.</summary>
    [JsonPropertyName("scaling")]
    public double Scaling { get; init; } = 1;

    /// <summary>The share of the inner values that is dropped in training.</summary>
    [JsonPropertyName("repadapter_dropout")]
    public double Dropout { get; init; } = 0.1;

    /// <summary>Without target modules it takes what reads the attention's input and the feed-forward net's.</summary>
    protected internal override LayerPeftConfig For(nn.Module model) => TargetModules is not null
        ? this
        : this with { TargetModules = BlockLayers.Of(model, BlockRole.Query, BlockRole.Key, BlockRole.Value, BlockRole.Up) };

    /// <inheritdoc/>
    protected internal override IEnumerable<LayerPart> Parts(PeftModel model)
    {
        var selection = TargetSelection.Find(model.Model, this, model.FileKeys);
        Dictionary<string, RepAdapter> made = [];
        var byInput = selection.Layers.GroupBy(l => InputOf(l.Place)).ToDictionary(g => g.Key, g => g.Select(l => l.Place).ToList());
        var owners = byInput.Values.Select(places => places[0]).ToHashSet();
        var inputs = selection.Layers.ToDictionary(l => l.Name, l => InputOf(l.Place));
        yield return new(
            selection with { Layers = [.. selection.Layers.Where(l => owners.Contains(l.Place))] },
            site => made[inputs[site.Module]] = new(site, this, null));
        var others = selection.Layers.Where(l => !owners.Contains(l.Place)).ToList();
        if (others.Count > 0)
        {
            yield return new(selection with { Layers = others }, site => new RepAdapter(site, this, made[inputs[site.Module]]))
            {
                KeyPrefix = "shared_",
                IsHidden = true,
            };
        }
    }

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new RepAdapter(site, this, null);

    // Layers of a block's attention read one input, those of its feed-forward net another; what has no role reads its own.
    private static string InputOf(string layer)
    {
        var part = BlockLayers.Has(layer, BlockRole.Query, BlockRole.Key, BlockRole.Value) ? "attention"
            : BlockLayers.Has(layer, BlockRole.Up) ? "feed-forward" : null;
        var block = Regex.Match(
            layer, @"^(?:.*\.)?(?:layers?|h|block)\.\d+(?=\.)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return part is null ? layer : $"{block.Value}:{part}";
    }
}

/// <summary>RepAdapter before one linear layer; layers that read one input have one set of tensors.</summary>
public sealed class RepAdapter : LayerAdapter
{
    private readonly Parameter? repadapter_A, repadapter_A_bias, repadapter_B, repadapter_B_bias;
    private readonly RepAdapterConfig _config;
    private readonly Func<RepAdapter> _owner;           // no module of this one: its tensors are counted once

    internal RepAdapter(AdapterSite site, RepAdapterConfig config, RepAdapter? owner) : base(nameof(RepAdapter), site.Layer)
    {
        (_config, _owner) = (config, () => owner ?? this);
        var (width, inner, groups) = (Layer.InFeatures, config.Bottleneck, config.Groups);
        if (inner < 1 || groups < 1 || inner % groups != 0 || width % groups != 0)
        {
            throw new ArgumentException(
                $"groups {groups} must divide bottleneck_size {inner} and the {width} inputs of '{site.Module}'.");
        }

        if (owner is null)
        {
            using var draws = new Draws(site.Seed);
            repadapter_A = Trained(draws.Uniform(Math.Sqrt(6.0 / (width + inner)), inner, width));
            repadapter_A_bias = Trained(zeros(inner));
            repadapter_B = Trained(zeros(width, inner / groups));
            repadapter_B_bias = Trained(zeros(width));
        }

        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => _owner() is var o
        ?
        [
            new("repadapter_A.weight", o.repadapter_A!), new("repadapter_A.bias", o.repadapter_A_bias!),
            new("repadapter_B.weight", o.repadapter_B!), new("repadapter_B.bias", o.repadapter_B_bias!),
        ]
        : [];

    /// <inheritdoc/>
    protected internal override bool CanMerge => Layer.Bias is not null;

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var own = _owner();
        var inner = F.linear(x, own.repadapter_A!, own.repadapter_A_bias);
        inner = training && _config.Dropout > 0 ? F.dropout(inner, _config.Dropout) : inner;
        return next.Call(x + (F.linear(inner, Wide(), own.repadapter_B_bias) * _config.Scaling)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor MergedWeight(Tensor weight)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return (weight + (weight.mm(Wide()).mm(_owner().repadapter_A!) * _config.Scaling)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor? MergedBias(Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var shift = Wide().mv(_owner().repadapter_A_bias!) + _owner().repadapter_B_bias!;
        return (bias! + (weight.mv(shift) * _config.Scaling)).MoveToOuterDisposeScope();
    }

    // B as the matrix [D, m] that it stands for: block g of the outputs reads block g of the inner values.
    private Tensor Wide() => block_diag([.. _owner().repadapter_B!.chunk(_config.Groups, 0)]);
}
