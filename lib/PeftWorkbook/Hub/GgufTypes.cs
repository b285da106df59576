namespace PeftWorkbook.Hub;

/// <summary>The tensor types of GGUF that are read here, with the numbers of the format.</summary>
public enum GgufType
{
    /// <summary>Single precision.</summary>
    F32 = 0,

    /// <summary>Half precision.</summary>
    F16 = 1,

    /// <summary>Blocks of 32: a scale and 4-bit codes.</summary>
    Q4_0 = 2,

    /// <summary>Blocks of 32: a scale, a minimum and 4-bit codes.</summary>
    Q4_1 = 3,

    /// <summary>Blocks of 32: a scale and 5-bit codes.</summary>
    Q5_0 = 6,

    /// <summary>Blocks of 32: a scale, a minimum and 5-bit codes.</summary>
    Q5_1 = 7,

    /// <summary>Blocks of 32: a scale and 8-bit integers.</summary>
    Q8_0 = 8,

    /// <summary>Blocks of 256 in 16 groups: 2-bit codes, 4-bit scales and minima.</summary>
    Q2_K = 10,

    /// <summary>Blocks of 256 in 16 groups: 3-bit codes, 6-bit scales.</summary>
    Q3_K = 11,

    /// <summary>Blocks of 256 in 8 groups: 4-bit codes, 6-bit scales and minima.</summary>
    Q4_K = 12,

    /// <summary>Blocks of 256 in 8 groups: 5-bit codes, 6-bit scales and minima.</summary>
    Q5_K = 13,

    /// <summary>Blocks of 256 in 16 groups: 6-bit codes, 8-bit scales.</summary>
    Q6_K = 14,

    /// <summary>Blocks of 32: a scale and 4-bit indices into a fixed table.</summary>
    IQ4_NL = 20,

    /// <summary>Blocks of 256 in 8 groups: 6-bit scales and 4-bit indices into a fixed table.</summary>
    IQ4_XS = 23,

    /// <summary>Signed 8-bit integers.</summary>
    I8 = 24,

    /// <summary>Signed 16-bit integers.</summary>
    I16 = 25,

    /// <summary>Signed 32-bit integers.</summary>
    I32 = 26,

    /// <summary>Signed 64-bit integers.</summary>
    I64 = 27,

    /// <summary>Double precision.</summary>
    F64 = 28,

    /// <summary>The upper half of a single.</summary>
    BF16 = 30,
}

/// <summary>Block sizes of the tensor types.</summary>
public static class GgufTypes
{
    /// <summary>Elements a block holds, and bytes it takes.</summary>
    public static (int Elements, int Bytes) Block(this GgufType type) => type switch
    {
        GgufType.F32 or GgufType.I32 => (1, 4),
        GgufType.F16 or GgufType.BF16 or GgufType.I16 => (1, 2),
        GgufType.F64 or GgufType.I64 => (1, 8),
        GgufType.I8 => (1, 1),
        GgufType.Q4_0 or GgufType.IQ4_NL => (32, 18),
        GgufType.Q4_1 => (32, 20),
        GgufType.Q5_0 => (32, 22),
        GgufType.Q5_1 => (32, 24),
        GgufType.Q8_0 => (32, 34),
        GgufType.Q2_K => (256, 84),
        GgufType.Q3_K => (256, 110),
        GgufType.Q4_K => (256, 144),
        GgufType.Q5_K => (256, 176),
        GgufType.Q6_K => (256, 210),
        GgufType.IQ4_XS => (256, 136),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This is no tensor type of GGUF that is read here."),
    };
}

/// <summary>A tensor of a GGUF file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Shape">Its shape, row-major: the last dimension is the one that lies together (the file lists it first).</param>
/// <param name="Offset">Its first byte, counted from the start of the file.</param>
/// <param name="ByteCount">Its length in bytes.</param>
public sealed record GgufTensor(string Name, GgufType Type, long[] Shape, long Offset, long ByteCount)
{
    /// <summary>How many elements it has.</summary>
    public long Count => Shape.Aggregate(1L, (a, b) => a * b);
}
