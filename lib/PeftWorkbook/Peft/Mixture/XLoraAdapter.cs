using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Mixture;

/// <summary>All experts on one layer, and how they are mixed there.</summary>
internal sealed class XLoraAdapter : LayerAdapter
{
    private readonly List<(int Index, XLoraExpert Expert, LayerAdapter Adapter, string Module)> _experts = [];
    private readonly XLoraConfig _config;
    private readonly XLoraClassifier _classifier;
    private readonly int _layer;

    internal XLoraAdapter(AdapterSite site, XLoraConfig config) : base(nameof(XLoraAdapter), site.Layer)
    {
        (_config, _classifier, _layer) = (config, (XLoraClassifier)site.Share!, site.Index);
        if (site.Layer.Kind != LayerKind.Linear)
        {
            throw new ArgumentException($"X-LoRA mixes experts on linear layers, and '{site.Module}' is none.");
        }

        foreach (var (expert, i) in config.Experts.Select((e, i) => (e, i)))
        {
            var found = expert.Layers.Layers.FirstOrDefault(l => ReferenceEquals(ViewOf(l.Module), site.Layer.Module));
            if (found.Name is not null)
            {
                var adapter = expert.Config.Create(site with { Module = found.Name, Seed = site.Seed + i });
                register_module($"expert_{i}", adapter);
                _experts.Add((i, expert, adapter, found.Name));
            }
        }
    }

    /// <inheritdoc/>
    protected internal override bool CanMerge => false;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => _experts.SelectMany(e => e.Adapter.State.Select(
        s => new AdapterTensor($"experts.{e.Expert.Name}.{s.Suffix}", s.Tensor, s.IsTrained && _config.TrainsExperts, IsSaved: false)));

    /// <summary>What an expert has here, under the keys of its own file.</summary>
    internal IEnumerable<(string Key, Tensor Tensor)> StateOf(XLoraExpert expert) =>
        from e in _experts
        where e.Expert == expert
        from s in e.Adapter.Export()
        select ($"base_model.model.{e.Module}.{s.Suffix}", s.Tensor);

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        if (_classifier.IsSilent)
        {
            return next.Call(x);
        }

        using var scope = NewDisposeScope();
        var scalings = Mine(x);
        var sum = next.Call(x);
        foreach (var (index, _, adapter, _) in _experts)
        {
            var (below, scaled) = (sum, x * (scalings.narrow(-1, index, 1) * _config.GlobalWeight).to_type(x.dtype));
            sum = adapter.Forward(scaled, new(_ => below.alias(), isLayer: false));
        }

        return sum.MoveToOuterDisposeScope();
    }

    private static Module ViewOf(Module module) => (module as AdaptedLayer)?.View.Module ?? module;

    // [batch, seq, experts], or with the first two the other way round, as the layer's input has them.
    private Tensor Mine(Tensor x)
    {
        var all = _classifier.Scalings ?? throw new InvalidOperationException(
            "X-LoRA's experts are scaled by what the whole model's first pass gave: " +
            "call the PeftModel with all rows of a batch through it.");
        var mine = Choose(all.select(2, _layer));
        mine = BatchAxis(x) == 1 ? mine.transpose(0, 1) : mine;
        return x.dim() == 3 && x.shape[0] == mine.shape[0] && x.shape[1] == mine.shape[1]
            ? mine
            : throw new NotSupportedException(
                $"X-LoRA has scalings for {mine.shape[0]} x {mine.shape[1]} tokens; " +
                $"this layer sees an input of [{string.Join(", ", x.shape)}].");
    }

    // The softmax after the choice is each token's own; PEFT takes it over all tokens of the batch at once.
    private Tensor Choose(Tensor scalings)
    {
        var chosen = scalings;
        if (_config.TopK is { } k && k < scalings.shape[^1])
        {
            var indices = scalings.detach().topk(k, -1).indexes;
            var isOut = ones_like(scalings, ScalarType.Bool).scatter(-1, indices, zeros_like(indices, ScalarType.Bool));
            chosen = scalings.masked_fill(isOut, _config.UsesSoftmaxAfterTopK ? float.NegativeInfinity : 0);
        }

        return _config.UsesSoftmaxAfterTopK ? F.softmax(chosen, -1) : chosen;
    }
}
