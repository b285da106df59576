using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using PeftWorkbook.Peft.Selective.Entries;
using TorchSharp;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// Child-Tuning (arXiv 2109.05687): gradients are masked to a child network of the model. F draws it anew in every step,
/// <c>g ← g · Bernoulli(p) / p</c>. D fixes it by the Fisher information of some batches: the entries of the transformer
/// layers that lie at
/// or above its 1 − p percentile; what is trained outside the layers has no mask. As in the authors' code an optimiser's
/// weight decay moves
/// the other entries too.
/// </summary>
[PeftMethod("CHILD_TUNING", ArXiv = "2109.05687")]
public sealed record ChildTuningConfig : WholeConfig
{
    /// <summary><c>F</c>, task-free, or <c>D</c>, task-driven.</summary>
    [JsonPropertyName("mode")]
    public string Mode { get; init; } = "F";

    /// <summary>p, the share of the child network.</summary>
    [JsonPropertyName("reserve_p")]
    public double Share { get; init; } = 0.3;

    /// <summary>
    /// The norm that each tensor's gradient is scaled down to before it is squared, as the authors' code does; null
    /// leaves it.
    /// </summary>
    [JsonPropertyName("max_grad_norm")]
    public double? MaxNorm { get; init; } = 1;

    /// <summary>What data say of the entries; there while the adapter is made.</summary>
    internal EntryScores? Scores { get; init; }

    /// <inheritdoc/>
    protected internal override bool NeedsBatches => Mode == "D";

    /// <inheritdoc/>
    protected internal override PeftConfig Prepare(PretrainedModel model, IReadOnlyList<ModelInput> batches) => this with
    {
        Scores = EntryScores.MeanSquares(
            model, batches, MaxNorm, n => WholeModules.LayerOf(n) is not null && (Takes(n) || Takes(model.Alias(n)))),
    };

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) =>
        Mode is "F" or "D" && Share is > 0 and <= 1
            ? new ChildTuningAttachment(model, adapter, this, seed)
            : throw new ArgumentException(
                $"Child-Tuning's mode is '{Mode}' and reserve_p {Share}: give F or D, and a share above 0, at most 1.");
}

/// <summary>Child-Tuning's parameters, and the masks of their gradients.</summary>
public sealed class ChildTuningAttachment : ParameterAttachment
{
    private readonly ChildTuningConfig _config;
    private readonly Dictionary<string, Tensor> _masks = [];                // D: uint8, of the parameter's shape
    private readonly Dictionary<string, RepeatedDraws> _draws = [];         // F

    internal ChildTuningAttachment(PeftModel model, string adapter, ChildTuningConfig config, long seed)
        : base(model, adapter, config, config.Takes)
    {
        Config = _config = config with { Scores = null };
        var names = Trainable.Select(p => p.Name).ToList();
        if (config.Mode == "F")
        {
            _draws = names.Select((n, i) => (n, i))
                .ToDictionary(p => p.n, p => new RepeatedDraws(unchecked((seed * 1_000_003) + p.i)));
            return;
        }

        using var scores = config.Scores;
        var own = ModuleNaming.BaseParameters(model.Model).ToLookup(p => p.Parameter, p => p.Name, Same);
        var threshold = scores is null ? 0 : Percentile(scores, 1 - config.Share);
        foreach (var (name, parameter) in Trainable.Where(p => WholeModules.LayerOf(p.Name) is not null))
        {
            // Without data the masks are those of the file that is being loaded.
            var mask = scores is null
                ? ones_like(parameter, ScalarType.Byte)
                : (scores.Tensors[own[parameter].First()].to_type(ScalarType.Float64) >= threshold).to_type(ScalarType.Byte);
            _masks[name] = mask.DetachFromDisposeScope();
        }
    }

    /// <summary>How many entries the child network has; of F, whose masks change, the number of all.</summary>
    public long Count => Trainable.Sum(p => _masks.TryGetValue(p.Name, out var mask) ? mask.sum().ToInt64() : p.Parameter.numel());

    /// <inheritdoc/>
    public override IEnumerable<AttachmentTensor> State =>
        base.State.Concat(_masks.Select(m => new AttachmentTensor($"{Prefix}{m.Key}_mask", m.Value, IsTrained: false)));

    /// <summary>F's draws, 1 for an entry that is trained, of each parameter's shape, in every step.</summary>
    protected internal override IEnumerable<(string Key, RepeatedDraws Draws)> Draws => _draws.Select(d => (d.Key, d.Value));

    /// <inheritdoc/>
    protected internal override void BeforeStep()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (name, parameter) in Trainable)
        {
            if (parameter.grad is not { } gradient)
            {
                continue;
            }

            if (_draws.TryGetValue(name, out var draws))
            {
                var mask = draws.Next(g => rand(parameter.shape, generator: g) < _config.Share);
                gradient.mul_(mask.to(gradient.dtype, gradient.device)).div_(_config.Share);
            }
            else if (_masks.TryGetValue(name, out var mask))
            {
                gradient.mul_(mask.to(gradient.dtype, gradient.device));
            }
        }
    }

    /// <inheritdoc/>
    protected internal override void Remove()
    {
        foreach (var mask in _masks.Values)
        {
            mask.Dispose();
        }

        foreach (var draws in _draws.Values)
        {
            draws.Dispose();
        }

        base.Remove();
    }

    // As numpy's percentile: linear between the two nearest.
    internal static double Percentile(EntryScores scores, double share)
    {
        using var scope = NewDisposeScope();
        var sorted = cat([.. scores.Tensors.Values.Select(t => t.reshape(-1))]).to_type(ScalarType.Float64).sort().Values;
        var place = share * (sorted.numel() - 1);
        var below = (long)place;
        var (low, high) = (sorted[below].ToDouble(), sorted[Math.Min(below + 1, sorted.numel() - 1)].ToDouble());
        return low + ((place - below) * (high - low));
    }
}
