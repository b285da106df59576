using System.Text.RegularExpressions;
using PeftWorkbook.Models;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

/// <summary>The layers that a configuration means.</summary>
/// <param name="Naming">Whose names it means them by.</param>
/// <param name="Layers">The layers in the model's order: the model's own name of each, and the one by that naming.</param>
internal sealed record TargetSelection(ModuleNaming Naming, IReadOnlyList<(string Place, string Name, Module Module)> Layers)
{
    // What families call their list of layers, in the order that PEFT tries them: T5's blocks come before the layers inside them.
    private static readonly string[] s_usualLists = ["layers", "h", "block", "blocks", "layer"];

    /// <summary>
    /// Finds the layers by PEFT's rules, under the first of the model's namings that has them all, or, where several have them, the one
    /// that a file's keys follow.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="config">The settings.</param>
    /// <param name="keys">The keys of the file that is being loaded; null where none is.</param>
    /// <exception cref="ArgumentException">Nothing matches, or a name in the list matches nothing; near names are listed.</exception>
    internal static TargetSelection Find(Module model, LayerPeftConfig config, IReadOnlyCollection<string>? keys = null)
    {
        List<TargetSelection> fitting = [];
        var candidates = Candidates(model, config);
        var targets = config.Targets ?? (model as PretrainedModel)?.AttentionTargets.ToArray()
            ?? throw new ArgumentException("TargetModules is not given, and the model's family has no usual ones.");
        string? fault = null;
        foreach (var naming in ModuleNaming.All(model))
        {
            List<(string Place, string Name, Module Module)> named =
                [.. candidates.Select(c => (c.Name, naming.Of(c.Name), c.Module))];
            var chosen = named.Where(c => IsTarget(c, model, targets, config)).ToList();
            if (Fault(targets, named.Select(c => c.Name).ToList(), chosen.Count) is not { } found)
            {
                fitting.Add(new(naming, chosen));
                continue;
            }

            fault ??= found;
        }

        bool IsOfFile((string Place, string Name, Module Module) layer) =>
            keys?.Any(k => k.Contains($".{layer.Name}.", StringComparison.Ordinal)) ?? true;

        return fitting.FirstOrDefault(f => f.Layers.Any(IsOfFile))
            ?? fitting.FirstOrDefault()
            ?? throw new ArgumentException(fault);
    }

    private static string? Fault(ModuleNames targets, List<string> names, int chosen)
    {
        if (chosen == 0)
        {
            return NothingMatched(targets, names);
        }

        var missing = targets.Names.FirstOrDefault(
            n => !names.Any(c => c == n || c.EndsWith("." + n, StringComparison.Ordinal)));
        return missing is null ? null : $"No layer is called '{missing}'{NearMatch.Hint(missing, LastParts(names))}.";
    }

    // Layers that adapters fit; what already carries adapters stands for the layer under it.
    private static List<(string Name, Module Module)> Candidates(Module model, LayerPeftConfig config)
    {
        var all = model.named_modules().ToList();
        var adapted = all.Where(m => m.module is AdaptedLayer).Select(m => m.name + ".").ToList();
        return
        [
            .. all.Where(m => ((m.module as AdaptedLayer)?.View ?? BaseLayers.Of(m.module)) is { } view && config.Fits(view))
                .Where(m => !adapted.Any(a => m.name.StartsWith(a, StringComparison.Ordinal)))
                .Select(m => (m.name, m.module)),
        ];
    }

    private static bool IsTarget(
        (string Place, string Name, Module Module) layer, Module model, ModuleNames targets, LayerPeftConfig config)
    {
        var meant = targets.IsAllLinear ? IsLinear(layer.Module) && !IsHead(model, layer.Place) : targets.Matches(layer.Name);
        return meant && config.ExcludeModules?.Matches(layer.Name) != true && IsInLayers(layer.Name, config)
            && !IsTrainedWhole(layer.Name, config);
    }

    // What lies in a module that is trained whole needs no adapter.
    private static bool IsTrainedWhole(string name, LayerPeftConfig config) => config.ModulesToSave is { } whole
        && whole.Any(w => name.Split('.').Contains(w) || name.EndsWith("." + w, StringComparison.Ordinal));

    private static bool IsLinear(Module module) =>
        ((module as AdaptedLayer)?.View ?? BaseLayers.Of(module))?.Kind == LayerKind.Linear;

    private static bool IsHead(Module model, string name) => model is PretrainedModel pretrained
        && pretrained.OutputHeads.Any(h => name == h || name.StartsWith(h + ".", StringComparison.Ordinal));

    private static bool IsInLayers(string name, LayerPeftConfig config)
    {
        if (config.LayersToTransform is not { } wanted)
        {
            return true;
        }

        var lists = config.LayersPattern is { } p && (p.Pattern is not null || p.Names.Count > 0)
            ? (p.Pattern is { } one ? [one] : p.Names)
            : s_usualLists;
        return lists.Select(n => $@"(?:^|.*\.){n}\.(\d+)\.")
            .Select(r => Regex.Match(name, r, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            .FirstOrDefault(m => m.Success) is { } match && wanted.Contains(int.Parse(match.Groups[1].ValueSpan));
    }

    private static string NothingMatched(ModuleNames targets, IEnumerable<string> names)
    {
        var parts = LastParts(names);
        return targets.Pattern is not null || targets.Names.Count != 1
            ? $"Target modules {targets} match no layer; layers are called {string.Join(", ", parts)}."
            : $"No layer is called '{targets.Names[0]}'{NearMatch.Hint(targets.Names[0], parts)}.";
    }

    private static List<string> LastParts(IEnumerable<string> names) =>
        [.. names.Select(n => n[(n.LastIndexOf('.') + 1)..]).Distinct().Order(StringComparer.Ordinal)];
}
