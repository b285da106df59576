using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Training.Optimizers;

/// <summary>What <see cref="AdamWVariant"/> remembers about a parameter. The fields have PyTorch's names.</summary>
public sealed class AdamWVariantState : OptimizerState, IDisposable
{
    /// <summary>The number of steps.</summary>
    public long step;

    /// <summary>The mean gradient, projected where it is; null before the first step.</summary>
    public Tensor? exp_avg;

    /// <summary>The mean squared gradient, in the same shape.</summary>
    public Tensor? exp_avg_sq;

    /// <summary>The directions of the projection: <c>[r, in]</c> or <c>[out, r]</c>; null where nothing is projected.</summary>
    public Tensor? projector;

    internal AdamWVariantState(Parameter parameter, bool isProjected) : base(parameter) => IsProjected = isProjected;

    internal bool IsProjected { get; }

    /// <inheritdoc/>
    public override void Initialize(OptimizerOptions options)
    {
        Dispose();
        (step, exp_avg, exp_avg_sq, projector) = (0, null, null, null);
    }

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(step);
        SaveConditionalStateTensor(writer, exp_avg!);
        SaveConditionalStateTensor(writer, exp_avg_sq!);
        SaveConditionalStateTensor(writer, projector!);
    }

    /// <inheritdoc/>
    public override void LoadStateDict(BinaryReader reader)
    {
        step = reader.ReadInt64();
        LoadConditionalStateTensor(reader, ref exp_avg!, _parameter.device);
        LoadConditionalStateTensor(reader, ref exp_avg_sq!, _parameter.device);
        LoadConditionalStateTensor(reader, ref projector!, _parameter.device);
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerState source)
    {
        var other = (AdamWVariantState)source;
        Dispose();
        step = other.step;
        exp_avg = other.exp_avg?.clone().DetachFromDisposeScope();
        exp_avg_sq = other.exp_avg_sq?.clone().DetachFromDisposeScope();
        projector = other.projector?.clone().DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override void to(Device device)
    {
        Bring(ref exp_avg, device);
        Bring(ref exp_avg_sq, device);
        Bring(ref projector, device);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        exp_avg?.Dispose();
        exp_avg_sq?.Dispose();
        projector?.Dispose();
    }

    /// <summary>Finds the directions of a gradient when their turn has come.</summary>
    internal void Aim(GradientProjection projection, Tensor gradient)
    {
        if (projector is null || step % projection.Gap == 0)
        {
            var before = projector;
            projector = projection.Directions(gradient, projection.KeepsSigns ? before : null).DetachFromDisposeScope();
            before?.Dispose();
        }
    }

    /// <summary>The moments, zero at first.</summary>
    internal (Tensor Mean, Tensor Square) Moments(Tensor like)
    {
        exp_avg ??= zeros_like(like).DetachFromDisposeScope();
        exp_avg_sq ??= zeros_like(like).DetachFromDisposeScope();
        return (exp_avg, exp_avg_sq);
    }

    private static void Bring(ref Tensor? field, Device device)
    {
        var old = field;
        field = old?.to(device).DetachFromDisposeScope();
        if (!ReferenceEquals(old, field))
        {
            old?.Dispose();
        }
    }
}
