using System.Runtime.InteropServices;
using System.Text.Json;

namespace PeftWorkbook.Plots.Svg;

/// <summary>Arrays that a figure holds as base64 of their bytes (<c>bdata</c>, <c>dtype</c>, <c>shape</c>).</summary>
internal static class TypedArray
{
    public static IReadOnlyList<JsonElement> Decode(JsonElement encoded)
    {
        string kind = encoded.TryGetProperty("dtype", out JsonElement dtype) ? dtype.GetString() ?? "f8" : "f8";
        if (!encoded.GetProperty("bdata").TryGetBytesFromBase64(out byte[]? bytes))
            return [];
        double[] values = kind switch
        {
            "f4" => [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(v => (double)v)],
            "i4" => [.. MemoryMarshal.Cast<byte, int>(bytes).ToArray().Select(v => (double)v)],
            "u4" => [.. MemoryMarshal.Cast<byte, uint>(bytes).ToArray().Select(v => (double)v)],
            "i2" => [.. MemoryMarshal.Cast<byte, short>(bytes).ToArray().Select(v => (double)v)],
            "u2" => [.. MemoryMarshal.Cast<byte, ushort>(bytes).ToArray().Select(v => (double)v)],
            "i1" => [.. MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray().Select(v => (double)v)],
            "u1" or "u1c" => [.. bytes.Select(v => (double)v)],
            _ => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
        };
        int width = Width(encoded);
        return width > 0 && values.Length > width
            ? [.. values.Chunk(width).Select(row => JsonSerializer.SerializeToElement(row.Select(Finite)))]
            : [.. values.Select(v => JsonSerializer.SerializeToElement(Finite(v)))];
    }

    private static object Finite(double value) => double.IsFinite(value) ? value : "NaN";

    /// <summary>The length of a row, 0 for an array of one dimension. A shape is text ("2, 3") or a list.</summary>
    private static int Width(JsonElement encoded)
    {
        if (!encoded.TryGetProperty("shape", out JsonElement shape))
            return 0;
        string[] sizes = shape.ValueKind == JsonValueKind.Array
            ? [.. shape.EnumerateArray().Select(size => size.ToString())] : shape.ToString().Split(',');
        return sizes.Length == 2 && int.TryParse(sizes[1].Trim(), out int width) ? width : 0;
    }
}
