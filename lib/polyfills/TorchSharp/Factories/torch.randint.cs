namespace TorchSharp;

public static partial class torch
{
    /// <summary>Integers drawn uniformly, at least <c>low</c> (or 0) and less than <c>high</c> in a tensor of a given shape.</summary>
    public static Tensor randint(
        int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        MakeRandint(0, high, Array.ConvertAll(size, s => (long)s), dtype, device, requires_grad, generator, names);

    /// <summary>Integers drawn uniformly, at least <c>low</c> (or 0) and less than <c>high</c> in a tensor of a given shape.</summary>
    public static Tensor randint(
        int low, int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        MakeRandint(low, high, Array.ConvertAll(size, s => (long)s), dtype, device, requires_grad, generator, names);

    /// <summary>Integers drawn uniformly, at least <c>low</c> (or 0) and less than <c>high</c> in a tensor of a given shape.</summary>
    public static Tensor randint(
        long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        MakeRandint(0, high, size.Shape, dtype, device, requires_grad, generator, names);

    /// <summary>Integers drawn uniformly, at least <c>low</c> (or 0) and less than <c>high</c> in a tensor of a given shape.</summary>
    public static Tensor randint(
        long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        MakeRandint(0, high, size, dtype, device, requires_grad, generator, names);

    /// <summary>Integers drawn uniformly, at least <c>low</c> (or 0) and less than <c>high</c> in a tensor of a given shape.</summary>
    public static Tensor randint(
        long low, long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        MakeRandint(low, high, size.Shape, dtype, device, requires_grad, generator, names);

    /// <summary>Integers drawn uniformly, at least <c>low</c> (or 0) and less than <c>high</c> in a tensor of a given shape.</summary>
    public static Tensor randint(
        long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        MakeRandint(low, high, size, dtype, device, requires_grad, generator, names);
}
