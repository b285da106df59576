namespace PeftWorkbook.Hub;

/// <summary>The element types of safetensors, by the names and in the order of the format's own library.</summary>
public enum SafeTensorsDtype
{
    /// <summary>One byte, 0 or 1.</summary>
    BOOL,

    /// <summary>Four bits of the MX formats.</summary>
    F4,

    /// <summary>Six bits: 2 of exponent, 3 of mantissa.</summary>
    F6_E2M3,

    /// <summary>Six bits: 3 of exponent, 2 of mantissa.</summary>
    F6_E3M2,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>Signed 8-bit integer.</summary>
    I8,

    /// <summary>Eight bits: 5 of exponent, 2 of mantissa, with infinities (arXiv 2209.05433).</summary>
    F8_E5M2,

    /// <summary>Eight bits: 4 of exponent, 3 of mantissa, no infinities (arXiv 2209.05433, "E4M3FN").</summary>
    F8_E4M3,

    /// <summary>Eight bits of exponent: a power of two.</summary>
    F8_E8M0,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>The upper half of a single.</summary>
    BF16,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>Two singles: a complex number.</summary>
    C64,

    /// <summary>IEEE double precision.</summary>
    F64,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,
}

/// <summary>Sizes of the element types.</summary>
public static class SafeTensorsDtypes
{
    /// <summary>Bits an element takes.</summary>
    public static int Bits(this SafeTensorsDtype dtype) => dtype switch
    {
        SafeTensorsDtype.F4 => 4,
        SafeTensorsDtype.F6_E2M3 or SafeTensorsDtype.F6_E3M2 => 6,
        SafeTensorsDtype.BOOL or SafeTensorsDtype.U8 or SafeTensorsDtype.I8 or SafeTensorsDtype.F8_E5M2
            or SafeTensorsDtype.F8_E4M3 or SafeTensorsDtype.F8_E8M0 => 8,
        SafeTensorsDtype.I16 or SafeTensorsDtype.U16 or SafeTensorsDtype.F16 or SafeTensorsDtype.BF16 => 16,
        SafeTensorsDtype.I32 or SafeTensorsDtype.U32 or SafeTensorsDtype.F32 => 32,
        _ => 64,
    };
}

/// <summary>Where a tensor lies in a safetensors file.</summary>
/// <param name="Name">Its name, free text: never a path.</param>
/// <param name="Dtype">Its element type.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Offset">Its first byte, counted from the start of the file.</param>
/// <param name="ByteCount">Its length in bytes.</param>
public sealed record SafeTensorsEntry(string Name, SafeTensorsDtype Dtype, long[] Shape, long Offset, long ByteCount);
