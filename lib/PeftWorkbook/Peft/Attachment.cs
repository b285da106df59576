using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>One named adapter on a model: all that a method put there.</summary>
public abstract class Attachment(string name, PeftConfig config)
{
    /// <summary>The adapter's name.</summary>
    public string Name { get; } = name;

    /// <summary>Its settings.</summary>
    public PeftConfig Config { get; } = config;

    /// <summary>What is saved, under PEFT's keys.</summary>
    public abstract IEnumerable<(string Key, Tensor Tensor)> State { get; }

    /// <summary>What is trained while it is active.</summary>
    public abstract IEnumerable<(string Name, Parameter Parameter)> Trainable { get; }

    /// <summary>Numbers of parameters that count towards the model's total, and lie outside its modules now.</summary>
    public virtual long ParkedCount => 0;

    /// <summary>Makes its own state the model's, when it becomes active.</summary>
    protected internal abstract void Activate();

    /// <summary>Puts aside what <see cref="Activate"/> brought.</summary>
    protected internal abstract void Deactivate();

    /// <summary>Writes a saved value over the tensor of that key.</summary>
    protected internal abstract void Restore(string key, Tensor value);

    /// <summary>Takes everything off the model.</summary>
    protected internal abstract void Remove();
}
