using System.Text.Json;
using Golden.Tests.Harness;
using PeftWorkbook.Hub;

namespace Golden.Tests.Lines;

/// <summary>
/// What must equal gguf-py in a GGUF file: version, metadata with types, the tensor table and every recorded
/// dequantised value.
/// </summary>
internal static class GgufExpectations
{
    private static readonly Dictionary<string, Type> s_types = new()
    {
        ["UINT8"] = typeof(byte),
        ["INT8"] = typeof(sbyte),
        ["UINT16"] = typeof(ushort),
        ["INT16"] = typeof(short),
        ["UINT32"] = typeof(uint),
        ["INT32"] = typeof(int),
        ["UINT64"] = typeof(ulong),
        ["INT64"] = typeof(long),
        ["FLOAT32"] = typeof(float),
        ["FLOAT64"] = typeof(double),
        ["BOOL"] = typeof(bool),
        ["STRING"] = typeof(string),
    };

    internal static void Check(GgufFile file, JsonElement expected, GoldenTensors values)
    {
        Assert.Equal(expected.GetProperty("version").GetInt32(), file.Version);
        Assert.Equal(expected.GetProperty("alignment").GetInt32(), file.Alignment);
        Assert.Equal(expected.GetProperty("data_offset").GetInt64(), file.DataOffset);
        var metadata = expected.GetProperty("metadata").EnumerateObject().ToList();
        Assert.Equal(metadata.Select(m => m.Name), file.Metadata.Keys);
        Assert.All(metadata, m => CheckValue(m.Name, m.Value, file.Metadata[m.Name]));
        CheckTable(file, expected.GetProperty("tensors"));
        CheckValues(file, values);
        CheckSums(file, expected);
    }

    private static void CheckTable(GgufFile file, JsonElement table)
    {
        Assert.Equal(table.EnumerateArray().Select(t => t.GetProperty("name").GetString()!), file.Tensors.Keys);
        foreach (var row in table.EnumerateArray())
        {
            var tensor = file.Tensor(row.GetProperty("name").GetString()!);
            Assert.Equal(row.GetProperty("type").GetString(), tensor.Type.ToString());
            Assert.Equal(row.GetProperty("shape_row_major").EnumerateArray().Select(d => d.GetInt64()), tensor.Shape);
            Assert.Equal(row.GetProperty("absolute_offset").GetInt64(), tensor.Offset);
            Assert.Equal(row.GetProperty("bytes").GetInt64(), tensor.ByteCount);
        }
    }

    /// <summary>Recorded whole, by first rows, or (a file of plain types) under the tensor's own name. All are exact.</summary>
    private static void CheckValues(GgufFile file, GoldenTensors values)
    {
        var compared = 0;
        foreach (var name in file.Tensors.Keys)
        {
            var recorded = values.Find($"dequant.{name}") ?? values.Find($"dequant_first_rows.{name}") ?? values.Find(name);
            if (recorded is not null)
            {
                Assert.Equal(recorded.Values.Select(v => (float)v), file.Dequantize(name).Take(recorded.Values.Length));
                compared++;
            }
        }

        Assert.Equal(file.Tensors.Count, compared);
    }

    private static void CheckSums(GgufFile file, JsonElement expected)
    {
        if (!expected.TryGetProperty("dequantized", out var sums))
        {
            return;
        }

        foreach (var tensor in sums.EnumerateObject())
        {
            var values = file.Dequantize(tensor.Name);
            var norm = Math.Sqrt(values.Sum(v => (double)v * v));
            Assert.Equal(tensor.Value.GetProperty("l2").GetDouble(), norm, 1e-9 * norm);
            Assert.Equal(tensor.Value.GetProperty("sum").GetDouble(), values.Sum(v => (double)v), 1e-9 * norm * Math.Sqrt(values.Length));
        }
    }

    private static void CheckValue(string key, JsonElement expected, object actual)
    {
        var types = expected.GetProperty("type").EnumerateArray().Select(t => t.GetString()!).ToList();
        var value = expected.GetProperty("value");
        if (types[0] != "ARRAY")
        {
            Assert.IsType(s_types[types[0]], actual);
            Assert.Equal(Text(value, types[0]), Convert.ToString(actual, System.Globalization.CultureInfo.InvariantCulture));
            return;
        }

        var elements = Assert.IsAssignableFrom<Array>(actual);
        Assert.Equal(s_types[types[1]], elements.GetType().GetElementType());
        Assert.Equal(
            value.EnumerateArray().Select(v => Text(v, types[1])),
            elements.Cast<object>().Select(v => Convert.ToString(v, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.False(string.IsNullOrEmpty(key));
    }

    private static string? Text(JsonElement value, string type) => type switch
    {
        "STRING" => value.GetString(),
        "BOOL" => value.GetBoolean().ToString(),
        "FLOAT32" => ((float)value.GetDouble()).ToString(System.Globalization.CultureInfo.InvariantCulture),
        "FLOAT64" => value.GetDouble().ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => value.GetRawText(),
    };
}
