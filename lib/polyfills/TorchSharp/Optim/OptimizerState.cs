using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers about one parameter.</summary>
public abstract class OptimizerState
{
    /// <summary>The parameter.</summary>
    protected Parameter _parameter;

    /// <summary>State of a parameter.</summary>
    /// <param name="parameter">The parameter.</param>
    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    /// <summary>Writes the state.</summary>
    /// <param name="writer">Where to.</param>
    public abstract void SaveStateDict(BinaryWriter writer);

    /// <summary>Reads the state.</summary>
    /// <param name="reader">Where from.</param>
    public abstract void LoadStateDict(BinaryReader reader);

    /// <summary>Copies the state of another optimizer.</summary>
    /// <param name="source">Its state.</param>
    public abstract void LoadStateDict(OptimizerState source);

    /// <summary>Whether another state is the same up to rounding.</summary>
    /// <param name="other">The other state.</param>
    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    /// <summary>Sets the state to that before the first step.</summary>
    /// <param name="options">Options of the parameter's group.</param>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Moves the state to a device.</summary>
    /// <param name="device">The device.</param>
    public virtual void to(Device device)
    {
    }

    /// <summary>Reads a tensor that may be absent.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="result">The tensor, replaced.</param>
    /// <param name="device">Where the tensor goes.</param>
    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor? result, Device device)
    {
        if (reader.ReadBoolean())
        {
            TensorExtensionMethods.Load(ref result, reader);
            result = result!.to(device, disposeAfter: true).DetachFromDisposeScope();
            return;
        }
        result?.Dispose();
        result = null;
    }

    /// <summary>Writes a tensor that may be absent.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="tensor">The tensor, or null.</param>
    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    private protected Tensor Zeros() => zeros_like(_parameter).DetachFromDisposeScope();

    private protected static void Reset(ref Tensor field, Tensor value)
    {
        field?.Dispose();
        field = value;
    }

    private protected static void Move(ref Tensor field, Device device) =>
        field = field.to(device, disposeAfter: true).DetachFromDisposeScope();

    private protected void Copy(ref Tensor field, Tensor source) =>
        Reset(ref field, source.to(_parameter.device, copy: true).DetachFromDisposeScope());

    private protected void CopyOptional(ref Tensor? field, Tensor? source)
    {
        field?.Dispose();
        field = source?.to(_parameter.device, copy: true).DetachFromDisposeScope();
    }

    private protected static bool Close(Tensor? left, Tensor? right) =>
        left is null ? right is null : right is not null && left.allclose(right);
}
