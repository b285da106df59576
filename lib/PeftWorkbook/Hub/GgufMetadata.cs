using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PeftWorkbook.Hub;

/// <summary>Reads the values of GGUF's metadata: numbers, bools, strings, and arrays of them.</summary>
internal static class GgufMetadata
{
    /// <summary>Deeper nesting than anyone writes, and shallow enough for any stack.</summary>
    private const int MaxDepth = 8;

    /// <summary>
    /// Reads a value of the given type: a number of the file's width, a bool, a string, or an array (<c>int[]</c>,
    /// <c>string[]</c>, …).
    /// </summary>
    internal static object Read(GgufReader reader, uint type, string key, int depth = 0) => type switch
    {
        0 => reader.U8(key),
        1 => (sbyte)reader.U8(key),
        2 => reader.U16(key),
        3 => (short)reader.U16(key),
        4 => reader.U32(key),
        5 => (int)reader.U32(key),
        6 => BitConverter.UInt32BitsToSingle(reader.U32(key)),
        7 => reader.U8(key) != 0,
        8 => reader.Text(key, isName: false),
        9 => ReadArray(reader, key, depth),
        10 => reader.U64(key),
        11 => (long)reader.U64(key),
        12 => BitConverter.UInt64BitsToDouble(reader.U64(key)),
        _ => throw new InvalidDataException($"the value of '{key}' has the unknown type {type}"),
    };

    private static object ReadArray(GgufReader reader, string key, int depth)
    {
        var (type, count) = (reader.U32(key), reader.U64(key));
        if (depth >= MaxDepth)
        {
            throw new InvalidDataException($"the arrays of '{key}' are nested more than {MaxDepth} deep");
        }

        return type switch
        {
            0 => Numbers<byte>(reader, count, key),
            1 => Numbers<sbyte>(reader, count, key),
            2 => Numbers<ushort>(reader, count, key),
            3 => Numbers<short>(reader, count, key),
            4 => Numbers<uint>(reader, count, key),
            5 => Numbers<int>(reader, count, key),
            6 => Numbers<float>(reader, count, key),
            7 => Numbers<byte>(reader, count, key).Select(b => b != 0).ToArray(),
            8 => Objects<string>(reader, type, count, 8, key, depth),
            9 => Objects<object>(reader, type, count, 12, key, depth),
            10 => Numbers<ulong>(reader, count, key),
            11 => Numbers<long>(reader, count, key),
            12 => Numbers<double>(reader, count, key),
            _ => throw new InvalidDataException($"the array '{key}' has elements of the unknown type {type}"),
        };
    }

    private static T[] Numbers<T>(GgufReader reader, ulong count, string key)
        where T : unmanaged
    {
        if (count > (ulong)reader.Left)
        {
            throw new InvalidDataException($"the array '{key}' claims {count} elements, but {reader.Left} bytes are left");
        }

        return MemoryMarshal.Cast<byte, T>(reader.Take(count * (ulong)Unsafe.SizeOf<T>(), $"the array '{key}'")).ToArray();
    }

    // Grows as elements are found: what the header merely claims is never allocated.
    private static T[] Objects<T>(GgufReader reader, uint type, ulong count, ulong leastBytes, string key, int depth)
    {
        if (count > (ulong)reader.Left / leastBytes)
        {
            throw new InvalidDataException($"the array '{key}' claims {count} elements, but {reader.Left} bytes are left");
        }

        List<T> found = [];
        for (ulong i = 0; i < count; i++)
        {
            found.Add((T)Read(reader, type, key, depth + 1));
        }

        return [.. found];
    }
}
