using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Mixture;

/// <summary>X-LoRA's classifier, and the scalings that it made for the pass that runs.</summary>
internal sealed class XLoraClassifier : AdapterShare
{
    private readonly ParameterList weights, biases;
    private readonly XLoraConfig _config;
    private readonly int _layers;

    internal XLoraClassifier(XLoraConfig config, IReadOnlyList<AdapterSite> sites, long seed) : base(nameof(XLoraClassifier))
    {
        (_config, _layers) = (config, sites.Count);
        var like = sites[0].Layer.Weight;
        using var generator = new Generator((ulong)seed);
        long[] widths =
        [
            config.HiddenSize!.Value, .. Enumerable.Repeat((long)config.Width, config.Depth - 1),
            config.Experts.Count * (config.IsLayerwise ? _layers : 1L),
        ];
        List<Parameter> weight = [], bias = [];
        for (var i = 0; i < config.Depth; i++)
        {
            weight.Add(new(TorchDraws.Linear(generator, widths[i + 1], widths[i]).Like(like)));
            bias.Add(new(TorchDraws.Uniform(generator, 1 / Math.Sqrt(widths[i]), widths[i + 1]).Like(like)));
        }

        (weights, biases) = (nn.ParameterList([.. weight]), nn.ParameterList([.. bias]));
        RegisterComponents();
    }

    /// <summary>σ of the pass that runs, <c>[batch, seq, layers, experts]</c> before any choice among them; null outside one.</summary>
    internal Tensor? Scalings { get; set; }

    /// <summary>Whether the experts are left out of the pass that runs.</summary>
    internal bool IsSilent { get; set; }

    // PEFT numbers ReLU and dropout among the layers. It does not save them.
    protected internal override IEnumerable<AdapterTensor> State => Enumerable.Range(0, weights.Count).SelectMany(i =>
    {
        var number = i * (_config.Dropout > 0 ? 3 : 2);
        AdapterTensor[] layer =
        [
            new($"internal_xlora_classifier.layers.{number}.weight", weights[i], IsSaved: false),
            new($"internal_xlora_classifier.layers.{number}.bias", biases[i], IsSaved: false),
        ];
        return layer;
    });

    /// <summary>σ from the hidden states <c>[batch, seq, dim]</c>; in the caller's scope.</summary>
    internal Tensor Classify(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        var x = hidden.to_type(weights[0].dtype);
        for (var i = 0; i < weights.Count; i++)
        {
            x = F.linear(x, weights[i], biases[i]);
            if (i < weights.Count - 1)
            {
                x = x.relu();
                x = training && _config.Dropout > 0 ? F.dropout(x, _config.Dropout) : x;
            }
        }

        var (batch, seq, experts) = (x.shape[0], x.shape[1], _config.Experts.Count);
        var perLayer = _config.IsLayerwise
            ? x.view(batch, seq, _layers, experts)
            : x.unsqueeze(2).expand(batch, seq, _layers, experts);
        var scalings = _config.UsesSoftmax ? F.softmax(perLayer / _config.Temperature, -1) : perLayer;
        return scalings.MoveToOuterDisposeScope();
    }
}
