using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// SpIEL, iterative sparse fine-tuning (arXiv 2401.16405; the survey's "SFT"): <c>W' = W + Δ</c> with <c>K = int(density
/// · n)</c> trained
/// differences δ at places η of every weight, drawn at first. Every S steps the smallest <c>|δ|</c> are dropped and as
/// many places grow
/// where the gradient of W', summed over a steps, is largest: first all of them, later <c>R (1 − t / T)</c> of them. A
/// new δ starts at zero.
/// It trains K numbers a layer, and saves K places.
/// </summary>
[PeftMethod("SPIEL", ArXiv = "2401.16405")]
public sealed record SpielConfig : LayerPeftConfig
{
    /// <summary>The share of each weight's entries.</summary>
    [JsonPropertyName("density")]
    public double Density { get; init; } = 0.01;

    /// <summary>S, the steps between two selections.</summary>
    [JsonPropertyName("reselection_steps")]
    public int Interval { get; init; } = 20;

    /// <summary>a, the steps whose gradients are summed for a selection.</summary>
    [JsonPropertyName("selection_accumulation_steps")]
    public int Accumulation { get; init; } = 5;

    /// <summary>R, the share that is replaced at first.</summary>
    [JsonPropertyName("initial_reselection_rate")]
    public double Rate { get; init; } = 0.2;

    /// <summary>T, after which nothing is replaced; null replaces at the rate R without end.</summary>
    [JsonPropertyName("total_update_steps")]
    public int? TotalSteps { get; init; }

    /// <summary>The start, which changes nothing.</summary>
    protected internal override LayerPeftConfig For(nn.Module model) =>
        TargetModules is null ? this with { TargetModules = ModuleNames.AllLinear } : this;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        var count = (long)(Density * site.Layer.Weight.numel());
        return count > 0 && count <= site.Layer.Weight.numel()
            ? new SpielAdapter(site, count)
            : throw new ArgumentException($"density {Density} is {count} entries of '{site.Module}': give more, at most 1.");
    }

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) =>
        Interval > Accumulation && Accumulation > 0
            ? new SpielAttachment(model, adapter, (SpielConfig)For(model.Model), seed)
            : throw new ArgumentException(
                $"SpIEL selects every {Interval} steps by {Accumulation} gradients: give one gradient or more, and more steps than that.");
}

/// <summary>When SpIEL's layers select.</summary>
public sealed class SpielAttachment : LayerAttachment
{
    private readonly SpielConfig _config;
    private int _done;

    internal SpielAttachment(PeftModel model, string adapter, SpielConfig config, long seed) : base(model, adapter, config, seed)
    {
        _config = config;
        if (!config.InferenceMode)
        {
            Each(a => a.Listen());
        }
    }

    /// <summary>The share that the selection after so many steps replaces.</summary>
    public double ReplacedAfter(int steps) => steps == _config.Accumulation ? 1
        : _config.TotalSteps is { } total ? _config.Rate * Math.Max(0, 1 - ((double)steps / total))
        : _config.Rate;

    /// <inheritdoc/>
    protected internal override IEnumerable<MomentRestart> TakeRestarts() =>
        Sites.SelectMany(s => ((SpielAdapter)s.Adapter).TakeRestarts());

    /// <inheritdoc/>
    protected internal override void AfterStep(int step)
    {
        _done++;
        if ((_done + 1) % _config.Interval == 0)
        {
            Each(a => a.Listen());
        }

        if (_done % _config.Interval == _config.Accumulation && _done <= (_config.TotalSteps ?? int.MaxValue))
        {
            Each(a => a.Select(ReplacedAfter(_done)));
        }
    }

    private void Each(Action<SpielAdapter> act)
    {
        foreach (var (_, _, adapter) in Sites)
        {
            act((SpielAdapter)adapter);
        }
    }
}
