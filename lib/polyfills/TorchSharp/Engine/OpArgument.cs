using System.Runtime.InteropServices;

namespace TorchSharp.Engine;

/// <summary>One argument of an ATen operator, as it crosses to the shim. Arrays stay alive and pinned for the call.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct OpArgument
{
    internal enum Tag : long
    {
        None = 0, Tensor = 1, Int = 2, Double = 3, Bool = 4, IntList = 5, TensorList = 6, Device = 7, Str = 8,
        OptionalTensorList = 9, DoubleList = 10, Generator = 11, BoolList = 12,
    }

    internal readonly Tag Kind;
    internal readonly long Bits;
    internal readonly object? Reference;

    private OpArgument(Tag kind, long bits, object? reference = null) => (Kind, Bits, Reference) = (kind, bits, reference);

    /// <summary>An absent optional argument.</summary>
    internal static OpArgument None => default;

    public static implicit operator OpArgument(torch.Tensor? value) =>
        value is null ? default : new(Tag.Tensor, 0, value);

    public static implicit operator OpArgument(long value) => new(Tag.Int, value);
    public static implicit operator OpArgument(long? value) => value is { } v ? new(Tag.Int, v) : default;
    public static implicit operator OpArgument(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator OpArgument(double? value) => value is { } v ? v : default(OpArgument);
    public static implicit operator OpArgument(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator OpArgument(bool? value) => value is { } v ? v : default(OpArgument);
    public static implicit operator OpArgument(string? value) => value is null ? default : new(Tag.Str, 0, value);
    public static implicit operator OpArgument(long[]? value) => value is null ? default : new(Tag.IntList, 0, value);
    public static implicit operator OpArgument(double[]? value) => value is null ? default : new(Tag.DoubleList, 0, value);
    public static implicit operator OpArgument(torch.Tensor[] value) => new(Tag.TensorList, 0, value);
    public static implicit operator OpArgument(torch.ScalarType value) => new(Tag.Int, (long)value);
    public static implicit operator OpArgument(torch.ScalarType? value) => value is { } v ? v : default(OpArgument);
    public static implicit operator OpArgument(torch.Device? value) => value is null ? default : new(Tag.Device, 0, value);
    public static implicit operator OpArgument(Scalar? value) => value is null ? default : value.AsArgument();
    public static implicit operator OpArgument(torch.Generator? value) => value is null ? default : new(Tag.Generator, 0, value);

    /// <summary>A list in which an entry may be absent, as <c>aten::index</c> takes it.</summary>
    internal static OpArgument Optionals(torch.Tensor?[] value) => new(Tag.OptionalTensorList, 0, value);
}
