using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Engine;

/// <summary>One argument of an ATen operator, as C# gives it; <see cref="Op"/> lays it out for the shim.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct OpArgument
{
    internal enum Tag : long
    {
        None = 0, Tensor = 1, Int = 2, Double = 3, Bool = 4, IntList = 5, TensorList = 6, Device = 7, Str = 8,
        OptionalTensorList = 9, DoubleList = 10, Generator = 11, BoolList = 12, Complex = 13, ScalarList = 14,
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
    public static implicit operator OpArgument(int value) => new(Tag.Int, value);
    public static implicit operator OpArgument(long? value) => value is { } v ? new(Tag.Int, v) : default;
    public static implicit operator OpArgument(int? value) => value is { } v ? new(Tag.Int, v) : default;
    public static implicit operator OpArgument(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator OpArgument(double? value) => value is { } v ? v : default(OpArgument);
    public static implicit operator OpArgument(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator OpArgument(bool? value) => value is { } v ? v : default(OpArgument);
    public static implicit operator OpArgument(string? value) =>
        value is null ? default : new(Tag.Str, 0, Encoding.UTF8.GetBytes(value));

    public static implicit operator OpArgument(long[]? value) => value is null ? default : new(Tag.IntList, 0, value);
    public static implicit operator OpArgument(double[]? value) => value is null ? default : new(Tag.DoubleList, 0, value);
    public static implicit operator OpArgument(bool[]? value) =>
        value is null ? default : new(Tag.BoolList, 0, Array.ConvertAll(value, b => b ? 1L : 0L));

    public static implicit operator OpArgument(torch.Tensor[] value) => new(Tag.TensorList, 0, value);
    public static implicit operator OpArgument(torch.ScalarType value) => new(Tag.Int, (long)value);
    public static implicit operator OpArgument(torch.ScalarType? value) => value is { } v ? v : default(OpArgument);
    public static implicit operator OpArgument(torch.Device? value) => value is null ? default : new(Tag.Device, 0, value);
    public static implicit operator OpArgument(Scalar? value) => value is null ? default : value.AsArgument();
    public static implicit operator OpArgument(torch.Generator? value) => value is null ? default : new(Tag.Generator, 0, value);

    /// <summary>A list in which an entry may be absent, as <c>aten::index</c> takes it.</summary>
    internal static OpArgument Optionals(torch.Tensor?[] value) => new(Tag.OptionalTensorList, 0, value);

    /// <summary>A complex number: real and imaginary part.</summary>
    internal static OpArgument ComplexNumber(double real, double imaginary) => new(Tag.Complex, 0, new[] { real, imaginary });

    /// <summary>Whether the value has to be copied out of managed memory for the call.</summary>
    internal bool IsList => Kind is Tag.IntList or Tag.TensorList or Tag.Str or Tag.OptionalTensorList or Tag.DoubleList
        or Tag.BoolList or Tag.Complex;

    /// <summary>The number of elements of a list.</summary>
    internal int Length => IsList ? ((Array)Reference!).Length : 0;

    /// <summary>Bytes that <see cref="CopyTo"/> writes, a multiple of eight.</summary>
    internal int CopySize => Kind == Tag.Str ? (Length + 7) & ~7 : Length * sizeof(long);

    internal void CopyTo(Span<byte> target)
    {
        switch (Reference)
        {
            case byte[] text: text.CopyTo(target); break;
            case long[] numbers: MemoryMarshal.AsBytes(numbers.AsSpan()).CopyTo(target); break;
            case double[] numbers: MemoryMarshal.AsBytes(numbers.AsSpan()).CopyTo(target); break;
            case torch.Tensor?[] tensors:
                Span<nint> handles = MemoryMarshal.Cast<byte, nint>(target);
                for (int i = 0; i < tensors.Length; i++)
                {
                    handles[i] = tensors[i] is { } tensor ? tensor.Handle : Kind == Tag.OptionalTensorList
                        ? 0 : throw new ArgumentNullException(null, $"tensor {i} of a list is null");
                }

                break;
        }
    }
}
