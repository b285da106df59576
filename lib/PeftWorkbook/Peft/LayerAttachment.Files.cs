using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

public partial class LayerAttachment
{
    private const string BaseWeight = ".base_layer.weight";

    // What PEFT calls embeddings and heads whose weights it saves beside their adapters.
    private static readonly string[] s_vocabulary = ["embed_tokens", "lm_head"];

    // The outer names of weights that are those of modules trained whole, each with that one's name.
    private readonly IReadOnlyList<(string Name, string Source)> _tiedCopies;

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Key, Tensor Tensor)> Export() =>
        (_share?.State ?? []).Where(s => s.IsSaved).Select(s => (SharedPrefix + s.Suffix, s.Tensor))
            .Concat(Own.SelectMany(s => s.Adapter.Export().Select(t => (Key(s.Site, t.Suffix), t.Tensor))))
            .Concat(InPlace.SelectMany(s => s.State.Select(t => (Prefix + t.Name, t.Tensor))))
            .Concat(Copies());

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Key, Tensor Tensor)> Initial =>
        Own.SelectMany(s => s.Adapter.Initial.Select(t => (Key(s.Site, t.Suffix), t.Tensor)));

    /// <inheritdoc/>
    protected internal override bool IsRedundant(string key) =>
        TrainedBiases.IsCopy(key) || HiddenCopies.Any(c => c.Key == key) || key.EndsWith(BaseWeight, StringComparison.Ordinal)
        || _tiedCopies.Any(c => key == Prefix + c.Name);

    /// <inheritdoc/>
    protected internal override void Import(string key, Tensor value)
    {
        foreach (var (site, _, adapter) in Own)
        {
            var start = Key(site, "");
            if (key.StartsWith(start, StringComparison.Ordinal) && adapter.Export().Any(t => t.Suffix == key[start.Length..]))
            {
                adapter.Import(key[start.Length..], value);
                return;
            }
        }

        var suffix = key.StartsWith(SharedPrefix, StringComparison.Ordinal) ? key[SharedPrefix.Length..] : key;
        if (_share is not null && _share.State.Any(s => s.Suffix == suffix))
        {
            _share.Import(suffix, value);
            return;
        }

        base.Import(key, value);
    }

    private static string Key(AdapterSite site, string suffix) => $"{Prefix}{site.Module}.{site.KeyPrefix}{suffix}";

    // The tensors of layers that have another's, which PEFT writes for both unless they are beside another adapter's.
    private IEnumerable<(string Key, Tensor Tensor)> HiddenCopies => _sites.Where(s => s.Site is { IsHidden: true, KeyPrefix.Length: 0 })
        .SelectMany(s => s.Adapter.Export().Select(t => (Key(s.Site, t.Suffix), t.Tensor)));

    // What PEFT writes although other tensors, or the base, say it.
    private IEnumerable<(string Key, Tensor Tensor)> Copies()
    {
        var whole = InPlace.SelectMany(s => s.State).ToDictionary(t => t.Name, t => t.Tensor);
        var biases = (Config as ITrainsBiases)?.Bias == "all"
            ? _whole.SelectMany(w => TrainedBiases.Copies(Name, w.Module, w.Parameters))
            : [];
        return biases.Select(t => (Prefix + t.Name, t.Tensor))
            .Concat(HiddenCopies)
            .Concat(_tiedCopies.Select(c => (Prefix + c.Name, whole[c.Source])))
            .Concat(Config is LayerPeftConfig { SavesEmbeddings: true }
                ? Own.Where(s => s.Site.KeyPrefix.Length == 0 && s_vocabulary.Contains(s.Site.Module.Split('.')[^1]))
                    .Select(s => (Prefix + s.Site.Module + BaseWeight, s.Layer.BaseWeight))
                : []);
    }

    private List<(string Name, string Source)> TiedCopies(nn.Module model, ModuleNaming naming)
    {
        var trained = _whole.SelectMany(w => w.Parameters.Live)
            .DistinctBy(p => p.Parameter, ReferenceEqualityComparer.Instance)
            .ToDictionary(p => p.Parameter, p => p.Name, (IEqualityComparer<Parameter>)ReferenceEqualityComparer.Instance);
        return
        [
            .. from p in ModuleNaming.BaseParameters(model)
               where trained.TryGetValue(p.Parameter, out var source) && naming.Of(p.Name) != source
               select (naming.Of(p.Name), trained[p.Parameter]),
        ];
    }
}
