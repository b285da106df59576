using PeftWorkbook.Training.Optimizers;
using TorchSharp.Modules;

namespace PeftWorkbook.Peft;

public sealed partial class PeftModel
{
    /// <summary>The parameters that the active adapters train, under the names they are saved by.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> NamedTrainable() =>
        Switch.Active.SelectMany(a => _adapters[a].Trainable).Where(p => p.Parameter.requires_grad);

    /// <summary>
    /// The parameters that an optimiser of the active adapters takes, under the names they are saved by: those of
    /// <see cref="NamedTrainable"/>, and those that rest now and are trained in later steps (LISA, BAdam).
    /// </summary>
    public IEnumerable<(string Name, Parameter Parameter)> NamedOptimized() =>
        Optimized().Select(p => (p.Name, p.Parameter));

    /// <summary>
    /// The parameters of <see cref="NamedOptimized"/>, and how much faster than the training's learning rate each one
    /// learns.
    /// </summary>
    internal IEnumerable<(string Name, Parameter Parameter, double Rate)> Optimized() =>
        from attachment in Switch.Active.Select(Find)
        from p in attachment.Trainable
        where p.Parameter.requires_grad || (attachment.HasResting && p.Parameter.is_floating_point())
        select (p.Name, p.Parameter, attachment.RateOf(p.Name));

    /// <summary>Lets an optimiser forget the moments of entries that have become others in <see cref="AfterStep"/>.</summary>
    /// <param name="optimizer">The optimiser.</param>
    /// <param name="held">What it holds in a parameter's place; null takes the parameter.</param>
    internal void Restart(
        OptimizerHelper optimizer,
        Func<Parameter, Parameter>? held = null)
    {
        foreach (var (parameter, entries) in Switch.Active.SelectMany(a => Find(a).TakeRestarts()).ToList())
        {
            Moments.Forget(optimizer, held?.Invoke(parameter) ?? parameter, entries);
            entries.Dispose();
        }
    }

    /// <summary>The optimiser of the active adapters' method; null where they leave the choice to the training.</summary>
    internal OptimizerSettings? Optimizer(AdamWSettings usual) =>
        Switch.Active.Select(a => Find(a).Config.Optimizer(usual)).FirstOrDefault(o => o is not null);

    /// <summary>What adapters do between the backward pass and the optimiser's step; <c>Trainer</c> calls it.</summary>
    public void BeforeStep()
    {
        foreach (var name in Switch.Active)
        {
            _adapters[name].BeforeStep();
        }
    }

    /// <summary>What adapters do after the optimiser's step; <c>Trainer</c> calls it.</summary>
    /// <param name="step">The step's number, counted from 0.</param>
    public void AfterStep(int step)
    {
        foreach (var name in Switch.Active)
        {
            _adapters[name].AfterStep(step);
        }
    }

    /// <summary>What the optimiser shall forget after a step, since adapters have begun again; <c>Trainer</c> asks.</summary>
    public OptimizerReset TakeReset() =>
        Switch.Active.Select(a => _adapters[a].TakeReset()).DefaultIfEmpty(OptimizerReset.Nothing).Max();
}
