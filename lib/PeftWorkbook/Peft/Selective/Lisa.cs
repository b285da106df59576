using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// LISA, layerwise importance sampled AdamW (arXiv 2403.17919): every K steps all transformer layers are frozen but γ that are drawn;
/// what lies outside the layers (embeddings, last norm, head) is always trained. The optimiser holds all parameters: one
/// that rests gets
/// no gradient, keeps its moments and goes on with them when its layer returns.
/// </summary>
[PeftMethod("LISA", ArXiv = "2403.17919")]
public sealed record LisaConfig : WholeConfig
{
    /// <summary>γ, how many layers are trained at a time.</summary>
    [JsonPropertyName("gamma")]
    public int Layers { get; init; } = 2;

    /// <summary>K, the steps between two draws.</summary>
    [JsonPropertyName("interval_steps")]
    public int Interval { get; init; } = 20;

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) =>
        new LisaAttachment(model, adapter, this, seed);
}

/// <summary>LISA's parameters, of which some rest.</summary>
public sealed class LisaAttachment : RestingAttachment
{
    private readonly LisaConfig _config;
    private readonly RepeatedDraws _draws;
    private readonly int _layers;

    internal LisaAttachment(PeftModel model, string adapter, LisaConfig config, long seed) : base(model, adapter, config)
    {
        (_config, _draws) = (config, new(seed));
        _layers = Trainable.Select(p => WholeModules.LayerOf(p.Name)).Max() + 1 ?? 0;
        if (config.Layers < 1 || config.Layers > _layers || config.Interval < 1)
        {
            Remove();
            throw new ArgumentException(
                $"LISA draws {config.Layers} of {_layers} layers every {config.Interval} steps: " +
                $"give 1 to {_layers}, and steps of at least 1.");
        }
    }

    /// <summary>The draws: numbers of layers, int64 <c>[γ]</c>, one when the adapter becomes active and one every K steps.</summary>
    protected internal override IEnumerable<(string Key, RepeatedDraws Draws)> Draws => [("layers", _draws)];

    /// <inheritdoc/>
    protected internal override void Activate()
    {
        base.Activate();
        Draw();
    }

    /// <inheritdoc/>
    protected internal override void AfterStep(int step)
    {
        if ((step + 1) % _config.Interval == 0)
        {
            Draw();
        }
    }

    /// <inheritdoc/>
    protected internal override void Remove()
    {
        _draws.Dispose();
        base.Remove();
    }

    private void Draw()
    {
        using var scope = NewDisposeScope();
        var drawn = _draws.Next(g => randperm(_layers, generator: g).narrow(0, 0, _config.Layers).clone());
        var active = Engine.HostValues.ToHost<long>(drawn).ToHashSet();
        Rest(name => WholeModules.LayerOf(name) is { } layer && !active.Contains(layer));
    }
}
