using System.Text.RegularExpressions;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>Finds the blocks that a shadow follows.</summary>
internal static class ShadowBlocks
{
    /// <summary>The blocks' names and numbers, in the model's order.</summary>
    /// <exception cref="ArgumentException">There are none, or none is meant.</exception>
    internal static IReadOnlyDictionary<string, int> Find(PretrainedModel model, ShadowConfig config)
    {
        var all = model.named_modules().Select(m => (m.name, Match: Match(m.name))).Where(m => m.Match.Success)
            .Select(m => (m.name, Number: int.Parse(m.Match.Groups[1].ValueSpan))).ToList();
        if (all.Count == 0)
        {
            throw new ArgumentException($"A shadow follows the blocks of a decoder, called layers.N or h.N; {model.GetName()} has none.");
        }

        var chosen = all
            .Where(b => config.TargetModules?.Matches(b.name) ?? true)
            .Where(b => config.ExcludeModules?.Matches(b.name) != true && config.LayersToTransform?.Contains(b.Number) != false)
            .ToDictionary(b => b.name, b => b.Number);
        return chosen.Count > 0
            ? chosen
            : throw new ArgumentException($"The targets, exclusions and layers of the configuration match no block; blocks are called " +
                $"{string.Join(", ", all.Select(b => b.name))}.");
    }

    private static Match Match(string name) =>
        Regex.Match(name, @"^(?:.*\.)?(?:layers|h)\.(\d+)$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}

/// <summary>What follows one block.</summary>
internal sealed class ShadowBlock : nn.Module
{
    private readonly Dense shadow_down;
    private readonly Dense shadow_up;
    private readonly Sequential shadow_update_transform;
    private readonly Sequential shadow_update_gate;
    private readonly double _alpha, _dropout;

    internal ShadowBlock(long dim, ShadowConfig config, Generator generator) : base(nameof(ShadowBlock))
    {
        (_alpha, _dropout) = (config.Alpha, config.Dropout);
        shadow_down = new(dim, config.Rank, hasBias: false);
        shadow_up = new(config.Rank, dim, hasBias: false);
        shadow_update_transform = Net(config.UpdateSize ?? config.Rank);
        shadow_update_gate = Net(config.UpdateSize ?? config.Rank);
        RegisterComponents();
        SeededStart.Linears(this, generator);
        if (config.StartsAtZero)
        {
            using var _ = no_grad();
            shadow_up.Weight.zero_();
        }

        Sequential Net(long inner) => nn.Sequential(new Dense(dim, inner), nn.GELU(), new Dense(inner, dim));
    }

    /// <summary>The block's input, moved: <c>x + α U D (x - s)</c>.</summary>
    internal Tensor Inject(Tensor x, Tensor shadow)
    {
        using var scope = NewDisposeScope();
        var apart = x - shadow;
        var low = shadow_down.call(training && _dropout > 0 ? F.dropout(apart, _dropout) : apart);
        return (x + (shadow_up.call(low) * _alpha)).MoveToOuterDisposeScope();
    }

    /// <summary>The shadow after the block: <c>(1 - g) s + g T(h)</c>.</summary>
    internal Tensor Follow(Tensor h, Tensor shadow)
    {
        using var scope = NewDisposeScope();
        var gate = shadow_update_gate.call(h).sigmoid();
        return (((1 - gate) * shadow) + (gate * shadow_update_transform.call(h))).MoveToOuterDisposeScope();
    }
}
