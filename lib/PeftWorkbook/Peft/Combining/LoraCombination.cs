using System.Text.RegularExpressions;
using PeftWorkbook.Peft.Reparameterized;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Combining;

/// <summary>Several LoRA adapters of one model, with their weights, on the way to become one.</summary>
internal sealed class LoraCombination
{
    private readonly IReadOnlyList<(LayerAttachment Attachment, double Weight)> _sources;
    private readonly IReadOnlyList<LoraConfig> _configs;
    private readonly Dictionary<AdaptedLayer, List<WeightedUpdate>> _updates = [];
    private readonly CombinationRule _rule;
    private readonly CombinationOptions _options;

    /// <exception cref="NotSupportedException">An adapter is not a plain LoRA one.</exception>
    internal LoraCombination(IEnumerable<(Attachment Attachment, double Weight)> sources, CombinationRule rule, CombinationOptions options)
    {
        _sources = [.. sources.Select(s => (Plain(s.Attachment), s.Weight))];
        _configs = [.. _sources.Select(s => (LoraConfig)s.Attachment.Config)];
        (_rule, _options) = (rule, options);
        foreach (var (attachment, weight) in _sources)
        {
            foreach (var (_, layer, adapter) in attachment.Sites)
            {
                _updates.TryAdd(layer, []);
                _updates[layer].Add(WeightedUpdate.Of((LoraAdapter)adapter, weight));
            }
        }
    }

    /// <summary>
    /// The settings of the result: those of the first adapter, on all their layers, and with a scaling of 1. So <c>use_rslora</c> is off,
    /// with which alpha = r scales by √r.
    /// </summary>
    internal LoraConfig Config()
    {
        var rank = (int)_updates.Values.Max(u => _rule.Rank(u, _options));
        var names = Sites.Where(s => rank > Math.Max(_updates[s.Layer][0].In, _updates[s.Layer][0].Out))
            .DistinctBy(s => s.Site.Module)
            .ToDictionary(s => Regex.Escape(s.Site.Module), s => (int)Math.Min(_updates[s.Layer][0].In, _updates[s.Layer][0].Out));
        var whole = _configs.SelectMany(c => c.ModulesToSave ?? []).Distinct().ToList();
        return OnAllLayers(_configs[0]) with
        {
            Rank = rank,
            Alpha = rank,
            RankPattern = names,
            AlphaPattern = names.ToDictionary(n => n.Key, n => (double)n.Value),
            UseRsLora = false,
            Start = LoraStart.Kaiming,
            Eva = null,
            HasBias = _configs.Any(c => c.HasBias),
            Bias = new[] { "all", "lora_only" }.FirstOrDefault(b => _configs.Any(c => c.Bias == b)) ?? "none",
            ModulesToSave = whole.Count > 0 ? whole : null,
            EnsureWeightTying = _configs.Any(c => c.EnsureWeightTying),
        };
    }

    /// <summary>Writes the combined values into the adapter that was made by <see cref="Config"/>. No adapter may be active.</summary>
    internal void Fill(LayerAttachment result)
    {
        using var generator = new Generator((ulong)_options.Seed);
        foreach (var (_, layer, adapter) in result.Sites)
        {
            Fill((LoraAdapter)adapter, _updates.GetValueOrDefault(layer, []), generator);
        }

        // Modules that were trained whole, and biases, are updates of the base's like any other.
        var theirs = _sources.Select(s => (s.Weight, Replaced: s.Attachment.Replaced.ToDictionary(r => r.Name, r => r.Value))).ToList();
        foreach (var (name, value, own) in result.Replaced)
        {
            using var scope = NewDisposeScope();
            value.copy_(theirs.Where(t => t.Replaced.ContainsKey(name))
                .Aggregate(own.clone(), (sum, t) => sum + ((t.Replaced[name] - own) * t.Weight)));
        }
    }

    private IEnumerable<(AdapterSite Site, AdaptedLayer Layer, LayerAdapter Adapter)> Sites =>
        _sources.SelectMany(s => s.Attachment.Sites);

    private void Fill(LoraAdapter adapter, List<WeightedUpdate> updates, Generator generator)
    {
        using var scope = NewDisposeScope();
        adapter.A.zero_();
        adapter.B.zero_();
        if (updates.Count == 0)
        {
            return;
        }

        var (a, b) = _rule.Combine(updates, adapter.A.shape[0], _options, generator);
        adapter.A.flatten(1).narrow(0, 0, a.shape[0]).copy_(a);
        adapter.B.flatten(1).narrow(1, 0, b.shape[1]).copy_(b);
        foreach (var update in updates.Where(u => u.Bias is not null))
        {
            adapter.OwnBias!.add_(update.Bias!.to_type(adapter.OwnBias.dtype) * update.Factor);
        }
    }

    // The names of all lists together; where settings choose layers in ways that do not add up, the layers' own names.
    private LoraConfig OnAllLayers(LoraConfig first)
    {
        if (_configs.Skip(1).All(c => ChoosesAlike(c, first)))
        {
            return _configs.All(c => first.TargetModules!.Equals(c.TargetModules))
                ? first
                : first with { TargetModules = ModuleNames.Of([.. _configs.SelectMany(c => c.TargetModules!.Names).Distinct()]) };
        }

        return first with
        {
            TargetModules = ModuleNames.Of([.. Sites.Where(s => !s.Site.IsHidden).Select(s => s.Site.Module).Distinct()]),
            TargetParameters = null,
            ExcludeModules = null,
            LayersToTransform = null,
            LayersPattern = null,
        };
    }

    private static bool ChoosesAlike(LoraConfig one, LoraConfig other) =>
        (one.TargetModules!.Equals(other.TargetModules) || (one.TargetModules.Pattern is null && other.TargetModules!.Pattern is null))
        && Equals(one.ExcludeModules, other.ExcludeModules)
        && (one.LayersToTransform ?? []).SequenceEqual(other.LayersToTransform ?? [])
        && (one.TargetParameters ?? []).SequenceEqual(other.TargetParameters ?? [])
        && Equals(one.LayersPattern, other.LayersPattern);

    private static LayerAttachment Plain(Attachment attachment) =>
        attachment is LayerAttachment layers && attachment.Config is LoraConfig { IsPlain: true, LayerReplication: null }
            && layers.Sites.All(s => s.Adapter is LoraAdapter)
            ? layers
            : throw new NotSupportedException(
                $"'{attachment.Name}' cannot be combined: only plain LoRA adapters can, whose update is a product of two matrices alone. " +
                "Make several adapters active instead, which adds what they do.");
}
