using PeftWorkbook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft.Reparameterized.LoraStarts;

/// <summary>The layers that a configuration means, for starts that look at what the model makes of data.</summary>
internal sealed class ActivationSurvey(PretrainedModel model, LayerPeftConfig config)
{
    private readonly TargetSelection _selection = TargetSelection.Find(model, config);

    /// <summary>The layers that have a weight matrix, by the names that the adapter goes by.</summary>
    internal IEnumerable<(string Name, BaseLayer Layer)> Layers =>
        _selection.Layers.Select(l => (l.Name, View(l.Module))).Where(l => l.Item2.Kind == LayerKind.Linear);

    /// <summary>Runs the model on each batch, in evaluation, and shows what goes into each layer.</summary>
    /// <param name="batches">The batches.</param>
    /// <param name="seen">The layer's name, its input <c>[batch, seq, in]</c> or <c>[batch, in]</c>, and the
    /// batch.</param>
    internal void Run(IEnumerable<ModelInput> batches, Action<string, Tensor, ModelInput> seen)
    {
        var wasTraining = model.training;
        model.eval();
        using var _ = no_grad();
        ModelInput? current = null;
        List<Action> removals = [];
        try
        {
            foreach (var (_, name, module) in _selection.Layers.Where(l => View(l.Module).Kind == LayerKind.Linear))
            {
                var hook = ((Module<Tensor, Tensor>)module).register_forward_pre_hook((_, x) =>
                {
                    using var scope = NewDisposeScope();
                    seen(name, model.IsSequenceFirst && x.dim() > 2 ? x.transpose(0, 1) : x, current!);
                    return x;
                });
                removals.Add(hook.remove);
            }

            foreach (var batch in batches)
            {
                current = batch;
                using var scope = NewDisposeScope();
                model.call(batch with { NeedsAllPositions = true });
            }
        }
        finally
        {
            removals.ForEach(r => r());
            model.train(wasTraining);
        }
    }

    /// <summary>
    /// Runs the model on each batch, in training, and gives the mean gradient of each layer's weight, <c>[out, in]</c>;
    /// the caller's.
    /// </summary>
    internal Dictionary<string, Tensor> Gradients(IReadOnlyList<ModelInput> batches)
    {
        var wasTraining = model.training;
        model.train();
        var layers = Layers.Select(l => (l.Name, l.Layer, Weight: Stored(l.Name, l.Layer))).ToList();
        foreach (var (_, layer, weight) in layers)
        {
            layer.Thaw();
            weight.requires_grad = true;
        }

        try
        {
            foreach (var batch in batches)
            {
                using var scope = NewDisposeScope();
                var loss = model.call(batch).Loss ?? throw new ArgumentException("A start from gradients needs batches with labels.");
                loss.backward();
            }

            return layers.ToDictionary(l => l.Name, l => Mean(l.Layer, l.Weight, batches.Count));
        }
        finally
        {
            foreach (var (_, layer, weight) in layers)
            {
                weight.grad = null;
                layer.Freeze();
            }

            model.train(wasTraining);
        }
    }

    private static Parameter Stored(string name, BaseLayer layer) => layer.Parameter
        ?? throw new NotSupportedException($"'{name}' stores its weight quantised, so it has no gradient to start from.");

    private static Tensor Mean(BaseLayer layer, Parameter weight, int count)
    {
        using var scope = NewDisposeScope();
        var gradient = weight.grad is { } g ? g.detach() / count : zeros_like(weight);
        return (layer.StoresTransposed ? gradient.t() : gradient).to_type(ScalarType.Float32).clone().MoveToOuterDisposeScope();
    }

    private static BaseLayer View(Module module) => (module as AdaptedLayer)?.View ?? BaseLayers.Of(module)!;
}
