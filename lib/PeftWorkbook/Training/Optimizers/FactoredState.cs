using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Training.Optimizers;

/// <summary>
/// What Adafactor remembers about a parameter: of a matrix's squared gradients only the means of its rows and columns, of a vector's
/// all. The fields have transformers' names.
/// </summary>
public sealed class FactoredState : OptimizerState, IDisposable
{
    /// <summary>The number of steps.</summary>
    public long step;

    /// <summary>The mean of the steps taken, <c>[…]</c> like the parameter; null without a first moment.</summary>
    public Tensor? exp_avg;

    /// <summary>The mean squared gradient of a vector, <c>[n]</c>; null for a matrix.</summary>
    public Tensor? exp_avg_sq;

    /// <summary>The mean squared gradient of each row, <c>[…, rows]</c>; null for a vector.</summary>
    public Tensor? exp_avg_sq_row;

    /// <summary>The mean squared gradient of each column, <c>[…, columns]</c>; null for a vector.</summary>
    public Tensor? exp_avg_sq_col;

    internal FactoredState(Parameter parameter, bool hasFirstMoment) : base(parameter) => HasFirstMoment = hasFirstMoment;

    private bool HasFirstMoment { get; }

    /// <summary>Whether the squares are kept by row and column.</summary>
    internal bool IsFactored => _parameter.shape.Length > 1;

    /// <inheritdoc/>
    public override void Initialize(OptimizerOptions options)
    {
        using var _ = no_grad();
        Dispose();
        step = 0;
        exp_avg = HasFirstMoment ? Zeros(_parameter.shape) : null;
        exp_avg_sq = IsFactored ? null : Zeros(_parameter.shape);
        exp_avg_sq_row = IsFactored ? Zeros(_parameter.shape[..^1]) : null;
        exp_avg_sq_col = IsFactored ? Zeros([.. _parameter.shape[..^2], _parameter.shape[^1]]) : null;
    }

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(step);
        foreach (var tensor in new[] { exp_avg, exp_avg_sq, exp_avg_sq_row, exp_avg_sq_col })
        {
            SaveConditionalStateTensor(writer, tensor!);
        }
    }

    /// <inheritdoc/>
    public override void LoadStateDict(BinaryReader reader)
    {
        step = reader.ReadInt64();
        LoadConditionalStateTensor(reader, ref exp_avg!, _parameter.device);
        LoadConditionalStateTensor(reader, ref exp_avg_sq!, _parameter.device);
        LoadConditionalStateTensor(reader, ref exp_avg_sq_row!, _parameter.device);
        LoadConditionalStateTensor(reader, ref exp_avg_sq_col!, _parameter.device);
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerState source)
    {
        var other = (FactoredState)source;
        step = other.step;
        Set(ref exp_avg, other.exp_avg);
        Set(ref exp_avg_sq, other.exp_avg_sq);
        Set(ref exp_avg_sq_row, other.exp_avg_sq_row);
        Set(ref exp_avg_sq_col, other.exp_avg_sq_col);
    }

    /// <inheritdoc/>
    public override void to(Device device)
    {
        Bring(ref exp_avg, device);
        Bring(ref exp_avg_sq, device);
        Bring(ref exp_avg_sq_row, device);
        Bring(ref exp_avg_sq_col, device);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        exp_avg?.Dispose();
        exp_avg_sq?.Dispose();
        exp_avg_sq_row?.Dispose();
        exp_avg_sq_col?.Dispose();
    }

    private Tensor Zeros(long[] shape) => zeros(shape, _parameter.dtype, _parameter.device).DetachFromDisposeScope();

    private static void Set(ref Tensor? field, Tensor? source)
    {
        field?.Dispose();
        field = source?.clone().DetachFromDisposeScope();
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
