using PeftWorkbook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>
/// One named adapter on a model: all that a method put there. Methods that sit on layers use <see cref="LayerAttachment"/>; a method
/// that changes the model's input, its blocks or its training derives from this.
/// </summary>
public abstract class Attachment(string name, PeftConfig config)
{
    private bool _isFrozen;

    /// <summary>The adapter's name.</summary>
    public string Name { get; private set; } = name;

    /// <summary>Its settings.</summary>
    public PeftConfig Config { get; protected internal set; } = config;

    /// <summary>All its tensors, under the keys that PEFT saves them by.</summary>
    public abstract IEnumerable<AttachmentTensor> State { get; }

    /// <summary>What is trained while it is active, under the names that reports show.</summary>
    public virtual IEnumerable<(string Name, Parameter Parameter)> Trainable =>
        State.Where(s => s.IsTrained).Select(s => (s.Key, (Parameter)s.Tensor));

    /// <summary>Whether some of <see cref="Trainable"/> may have no gradient now and have one in later steps.</summary>
    protected internal virtual bool HasResting => false;

    /// <summary>How much faster than the training's learning rate one of <see cref="Trainable"/> learns.</summary>
    protected internal virtual double RateOf(string name) => 1;

    /// <summary>Numbers of parameters that count towards the model's total, and lie outside its modules now.</summary>
    public virtual long ParkedCount => 0;

    /// <summary>Modules of its own that belong to no layer; the model moves them to devices and dtypes with the rest.</summary>
    protected internal virtual IEnumerable<nn.Module> OwnModules => [];

    /// <summary>Whether what a layer adds at one position depends on others, so that none may be left out.</summary>
    protected internal virtual bool MixesPositions => false;

    /// <summary>The layers whose weights it changes while it is active; most adapters have none.</summary>
    protected internal virtual IEnumerable<AdaptedLayer> MovedLayers => [];

    /// <summary>
    /// Whether rows of a batch can go through it beside rows that have other adapters: it adds to each row on its own, in layers, and
    /// changes nothing else.
    /// </summary>
    protected internal virtual bool SharesPasses => false;

    /// <summary>Whether <see cref="StartFrom"/> has something to do.</summary>
    protected internal virtual bool StartsFromBatches => false;

    /// <summary>
    /// Ends the start of an adapter that follows from data (<see cref="PeftConfig.NeedsBatches"/>) and needs the adapter itself: it is on
    /// the model, and acts alone.
    /// </summary>
    /// <param name="model">The model with adapters.</param>
    /// <param name="batches">What the model may be run on.</param>
    protected internal virtual void StartFrom(PeftModel model, IReadOnlyList<ModelInput> batches)
    {
    }

    /// <summary>Runs the model: the place to change its input, its output or its loss, or to run it twice.</summary>
    /// <param name="input">What the caller gave, or what a later adapter made of it.</param>
    /// <param name="model">The model below, with its adapted layers.</param>
    protected internal virtual ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model) => model(input);

    /// <summary>Comes between the backward pass and the optimiser's step: the place to mask or project gradients.</summary>
    protected internal virtual void BeforeStep()
    {
    }

    /// <summary>Comes after the optimiser's step.</summary>
    /// <param name="step">The step's number, counted from 0.</param>
    protected internal virtual void AfterStep(int step)
    {
    }

    /// <summary>
    /// What has become of trained entries since the last call, as far as an optimiser must forget its moments of them.
    /// </summary>
    protected internal virtual IEnumerable<MomentRestart> TakeRestarts() => [];

    /// <summary>What the optimiser shall forget after the step that has been taken; it is told once.</summary>
    protected internal virtual OptimizerReset TakeReset() => OptimizerReset.Nothing;

    /// <summary>Makes its own state the model's, when it becomes active.</summary>
    protected internal virtual void Activate() => Train(!Config.InferenceMode);

    /// <summary>Puts aside what <see cref="Activate"/> brought.</summary>
    protected internal virtual void Deactivate() => Train(false);

    /// <summary>What the file holds.</summary>
    protected internal virtual IEnumerable<(string Key, Tensor Tensor)> Export() =>
        State.Where(s => s.IsSaved).Select(s => (s.Key, s.Tensor));

    /// <summary>
    /// What the start took out of the base's weights, under the keys of the tensors that started so: it is saved in a
    /// file of its own, which PEFT leaves alone.
    /// </summary>
    protected internal virtual IEnumerable<(string Key, Tensor Tensor)> Initial => [];

    /// <summary>Writes what PEFT's files of the method have no place for, beside them.</summary>
    protected internal virtual void SaveBeside(string folder)
    {
    }

    /// <summary>Reads what <see cref="SaveBeside"/> wrote, where it did.</summary>
    protected internal virtual void LoadBeside(string folder)
    {
    }

    /// <summary>What the method draws again and again in training, under names as those of <see cref="State"/>.</summary>
    protected internal virtual IEnumerable<(string Key, RepeatedDraws Draws)> Draws => [];

    /// <summary>What the method adds to the loss, a scalar that is the caller's; null where it adds nothing.</summary>
    protected internal virtual Tensor? Regularisation() => null;

    /// <summary>
    /// What <see cref="Run"/> adds to the loss of the model's output, so that it is part of every loss, a scalar that is the caller's; null
    /// where it adds nothing.
    /// </summary>
    protected internal virtual Tensor? AddedLoss() => null;

    /// <summary>An output whose loss, where it has one, has <see cref="AddedLoss"/> in it.</summary>
    protected ModelOutput WithAddedLoss(ModelOutput output)
    {
        if (output.Loss is not { } task || AddedLoss() is not { } added)
        {
            return output;
        }

        using (task)
        using (added)
        {
            return output with { Loss = task + added };
        }
    }

    /// <summary>Takes a tensor that <see cref="Export"/> has a place for.</summary>
    protected internal virtual void Import(string key, Tensor value)
    {
        using var _ = no_grad();
        State.First(s => s.Key == key).Tensor.copy_(value);
    }

    /// <summary>Whether a key of the file repeats what another one says: it is written for PEFT, and not read.</summary>
    protected internal virtual bool IsRedundant(string key) => false;

    /// <summary>Folds the adapter into the weights.</summary>
    /// <exception cref="NotSupportedException">The method cannot be merged.</exception>
    protected internal virtual void CheckMerge() =>
        throw new NotSupportedException($"'{Name}' ({Config.PeftType}) cannot be merged: it changes more than weights.");

    /// <summary>Gives it another name.</summary>
    internal virtual void Rename(string name) => Name = name;

    /// <summary>Takes everything off the model.</summary>
    protected internal abstract void Remove();

    /// <summary>Switches the gradients of what is trained.</summary>
    protected void Train(bool on)
    {
        if (!on && _isFrozen)
        {
            return;
        }

        _isFrozen = !on;
        foreach (var (_, parameter) in Trainable)
        {
            parameter.requires_grad = on && parameter.is_floating_point();
        }
    }
}
