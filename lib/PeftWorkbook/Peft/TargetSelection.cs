using System.Text.RegularExpressions;
using PeftWorkbook.Models;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

/// <summary>Finds the layers that a configuration means, by PEFT's rules.</summary>
internal static class TargetSelection
{
    /// <summary>The full names of the layers and the layers, in the model's order.</summary>
    /// <exception cref="ArgumentException">Nothing matches, or a name in the list matches nothing; near names are listed.</exception>
    internal static IReadOnlyList<(string Name, Module Module)> Find(Module model, LayerPeftConfig config)
    {
        var candidates = Candidates(model, config);
        var targets = config.TargetModules ?? (model as PretrainedModel)?.AttentionTargets.ToArray()
            ?? throw new ArgumentException("TargetModules is not given, and the model's family has no usual ones.");
        var chosen = candidates.Where(c => IsTarget(c.Name, c.Module, model, targets, config)).ToList();
        if (chosen.Count == 0)
        {
            throw new ArgumentException(NothingMatched(targets, candidates.Select(c => c.Name)));
        }

        foreach (var name in targets.Names.Where(n => !candidates.Any(c => c.Name == n || c.Name.EndsWith("." + n, StringComparison.Ordinal))))
        {
            throw new ArgumentException(
                $"No layer is called '{name}'{NearMatch.Hint(name, LastParts(candidates.Select(c => c.Name)))}.");
        }

        return chosen;
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

    private static bool IsTarget(string name, Module module, Module model, ModuleNames targets, LayerPeftConfig config)
    {
        var meant = targets.IsAllLinear ? IsLinear(module) && !IsHead(model, name) : targets.Matches(name);
        return meant && config.ExcludeModules?.Matches(name) != true && IsInLayers(name, config);
    }

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

        IEnumerable<string> patterns = config.LayersPattern is { } p
            ? (p.Pattern is { } one ? [one] : p.Names).Select(n => $@".*\.{n}\.(\d+)\.")
            : [@".*\.[^.]*\.(\d+)\."];
        return patterns.Select(r => Regex.Match(name, r, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
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
