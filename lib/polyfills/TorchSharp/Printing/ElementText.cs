using System.Globalization;

namespace TorchSharp.Printing;

/// <summary>Elements of a tensor as text.</summary>
internal sealed class ElementText(string floatFormat, CultureInfo culture, bool asCode, torch.ScalarType type)
{
    internal string Of(torch.Tensor element) => Of(element.ToScalar());

    private string Of(Scalar value) => type switch
    {
        torch.ScalarType.Bool => asCode ? value.ToBoolean() ? "true" : "false" : value.ToBoolean().ToString(),
        torch.ScalarType.ComplexFloat32 or torch.ScalarType.ComplexFloat64 => Complex(value.Real, value.Imaginary),
        torch.ScalarType.Float32 => value.ToSingle().ToString(floatFormat, culture) + (asCode ? "f" : ""),
        torch.ScalarType.Float64 => value.Real.ToString(floatFormat, culture),
        torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => value.ToSingle().ToString(floatFormat, culture),
        _ => value.Integer.ToString(culture),
    };

    private string Complex(double real, double imaginary)
    {
        string i = imaginary.ToString(floatFormat, culture) + "i";
        return imaginary == 0 ? real.ToString(floatFormat, culture)
            : real == 0 ? i
            : real.ToString(floatFormat, culture) + (imaginary > 0 ? "+" : "") + i;
    }

    /// <summary>The name of an element type in C#.</summary>
    internal static string TypeName(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte => "byte",
        torch.ScalarType.Int8 => "sbyte",
        torch.ScalarType.Int16 => "short",
        torch.ScalarType.Int32 => "int",
        torch.ScalarType.Int64 => "long",
        torch.ScalarType.Float32 => "float",
        torch.ScalarType.Float64 => "double",
        torch.ScalarType.Bool => "bool",
        torch.ScalarType.ComplexFloat32 => "(float Real, float Imaginary)",
        torch.ScalarType.ComplexFloat64 => "System.Numerics.Complex",
        torch.ScalarType.Float16 => "Half",
        _ => type.ToString(),
    };
}
