using PeftWorkbook.Engine;
using static TorchSharp.torch;

namespace PeftWorkbook.Models;

/// <summary>What loading a checkpoint found.</summary>
/// <param name="Loaded">How many tensors were read.</param>
/// <param name="Initialized">Weights that the checkpoint has not: those of a new head, now random.</param>
/// <param name="Unused">Tensors of the checkpoint that this model has no use for, such as another task's head.</param>
public sealed record LoadReport(int Loaded, IReadOnlyList<string> Initialized, IReadOnlyList<string> Unused);

/// <summary>Fills a model with the tensors of a checkpoint.</summary>
public static class Checkpoint
{
    /// <summary>Buffers that older versions saved, and what the models here compute instead of loading.</summary>
    private static readonly string[] s_computed =
    [
        "position_ids", "token_type_ids", "attn.bias", "attn.masked_bias",
        "rotary_emb.inv_freq", "rotary_emb.cos_cached", "rotary_emb.sin_cached",
    ];

    /// <summary>
    /// Loads the model. Names may have the model's base prefix (<c>bert.</c>) or lack it. A head that the checkpoint lacks is
    /// initialised; anything else that is missing, unexpected or of another shape is an error that lists it all.
    /// </summary>
    /// <exception cref="InvalidDataException">The tensors do not fit the model.</exception>
    public static LoadReport Load(PretrainedModel model, ITensorSource source, long seed)
    {
        var plan = new Plan(model, source);
        plan.ThrowOnFaults();
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var copied = plan.Targets.Where(t => !source.Adopt(t.Source, t.Target)).ToList();
        WeightSlab.Place([.. copied.Select(t => t.Target)]);
        foreach (var (name, target) in copied)
        {
            source.ReadInto(name, target);
        }

        var missing = plan.Initialized.ToHashSet();
        Initializer.Fill(model, missing.Contains, seed);
        return new(plan.Targets.Count, plan.Initialized, plan.Unused);
    }

    /// <summary>Which tensor of the source goes where, and what does not fit.</summary>
    private sealed class Plan
    {
        private readonly PretrainedModel _model;
        private readonly ITensorSource _source;
        private readonly List<string> _missing = [], _unexpected = [], _misshaped = [];

        internal Plan(PretrainedModel model, ITensorSource source)
        {
            (_model, _source) = (model, source);
            var parameters = model.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
            var tied = model.state_dict().Keys.Except(parameters.Keys).ToHashSet();
            var prefixed = source.Shapes.Keys.Any(n => model.Rename(n).StartsWith(model.BasePrefix + ".", StringComparison.Ordinal));
            foreach (var tensor in source.Shapes.Keys.Order(StringComparer.Ordinal))
            {
                Assign(tensor, parameters, tied, prefixed);
            }

            foreach (var name in parameters.Keys.Except(Targets.Select(t => NameOf[t.Source])).Order(StringComparer.Ordinal))
            {
                (IsHead(name) ? Initialized : _missing).Add(name);
            }
        }

        internal List<(string Source, Tensor Target)> Targets { get; } = [];

        internal List<string> Initialized { get; } = [];

        internal List<string> Unused { get; } = [];

        private Dictionary<string, string> NameOf { get; } = [];

        internal void ThrowOnFaults()
        {
            var faults = new[] { ("missing", _missing), ("unexpected", _unexpected), ("of another shape", _misshaped) }
                .Where(f => f.Item2.Count > 0)
                .Select(f => $"{f.Item2.Count} {f.Item1}: {string.Join(", ", f.Item2)}")
                .ToList();
            if (faults.Count > 0)
            {
                throw new InvalidDataException(
                    $"{_source.Origin} does not fit {_model.GetName()}. Tensors {string.Join("; ", faults)}.");
            }
        }

        private void Assign(string tensor, Dictionary<string, Tensor> parameters, HashSet<string> tied, bool prefixed)
        {
            var name = _model.Rename(tensor);
            var prefix = _model.BasePrefix + ".";
            var match = new[] { name, prefix + name, name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name }
                .FirstOrDefault(parameters.ContainsKey);
            if (match is null)
            {
                (IsNoFault(name, tied, prefixed) ? Unused : _unexpected).Add(tensor);
                return;
            }

            var (target, shape) = (parameters[match], _source.Shapes[tensor]);
            NameOf[tensor] = match;
            Targets.Add((tensor, target));
            if (!shape.SequenceEqual(target.shape))
            {
                var advice = IsHead(match) ? " (give LoadOptions.Labels for a head of another size)" : "";
                _misshaped.Add($"{tensor} [{string.Join(", ", shape)}] for [{string.Join(", ", target.shape)}]{advice}");
            }
        }

        private bool IsHead(string name) => _model.Heads.Any(h => name == h || name.StartsWith(h + ".", StringComparison.Ordinal));

        // What lies outside the body is another task's head; a pooler belongs to the body, but not every head has one.
        private bool IsNoFault(string name, HashSet<string> tied, bool prefixed) =>
            tied.Contains(name)
            || _model.IsForeign(name)
            || s_computed.Any(c => name.EndsWith(c, StringComparison.Ordinal))
            || name.Split('.').Contains("pooler")
            || (prefixed && !name.StartsWith(_model.BasePrefix + ".", StringComparison.Ordinal));
    }
}
