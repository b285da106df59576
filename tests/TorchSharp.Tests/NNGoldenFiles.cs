using System.Buffers.Binary;
using System.Text.Json;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Values that PyTorch recorded: JSON beside safetensors, found through WORKBOOK_GOLDEN or in a sibling
/// folder.</summary>
internal sealed class NNGoldenFiles
{
    private readonly Dictionary<string, Tensor> tensors = [];

    public JsonElement Json { get; }

    private NNGoldenFiles(string stem)
    {
        Json = JsonDocument.Parse(File.ReadAllText(stem + ".json")).RootElement;
        if (File.Exists(stem + ".safetensors")) Read(File.ReadAllBytes(stem + ".safetensors"));
    }

    public Tensor this[string name] => tensors[name];

    public bool Has(string name) => tensors.ContainsKey(name);

    /// <summary>The recorded values of a file, or a skipped test where the set is absent.</summary>
    public static NNGoldenFiles Open(string area, string name)
    {
        string? folder = Folder();
        if (folder is null) Assert.Skip("The golden set is absent: set WORKBOOK_GOLDEN to its folder.");
        return new NNGoldenFiles(Path.Combine(folder, area, name));
    }

    /// <summary>The names of the cases of a file, for theories; one empty name where the set is absent.</summary>
    public static TheoryData<string> Cases(string area, string name, Func<string, JsonElement, bool>? wanted = null)
    {
        string? folder = Folder();
        if (folder is null) return new TheoryData<string>("");
        var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, area, name + ".json"))).RootElement;
        var names = json.GetProperty("cases").EnumerateObject()
            .Where(item => wanted is null || wanted(item.Name, item.Value)).Select(item => item.Name).ToArray();
        Assert.NotEmpty(names);
        return new TheoryData<string>(names);
    }

    /// <summary>The bound of the golden set: 1e-5 of the largest expected value.</summary>
    public static void AssertClose(Tensor expected, Tensor actual, string what, double bound = 1e-5)
    {
        Assert.Equal(expected.shape, actual.shape);
        float[] wanted = expected.to(float32).contiguous().data<float>().ToArray();
        float[] given = actual.detach().to(float32).contiguous().data<float>().ToArray();
        double scale = wanted.Where(float.IsFinite).Select(v => (double)MathF.Abs(v)).DefaultIfEmpty(0).Max();
        for (int i = 0; i < wanted.Length; i++)
        {
            bool same = float.IsFinite(wanted[i])
                ? Math.Abs(wanted[i] - (double)given[i]) <= bound * scale
                : wanted[i].Equals(given[i]);
            Assert.True(same, $"{what}[{i}]: expected {wanted[i]:r}, got {given[i]:r} (scale {scale:g3})");
        }
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("WORKBOOK_GOLDEN") is { Length: > 0 } given) return given;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "golden");
            if (Directory.Exists(candidate)) return candidate;
        }
        return null;
    }

    private void Read(byte[] file)
    {
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        foreach (var entry in JsonDocument.Parse(file.AsMemory(8, header)).RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__") continue;
            var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var range = entry.Value.GetProperty("data_offsets").EnumerateArray().Select(end =>
                end.GetInt32()).ToArray();
            var type = entry.Value.GetProperty("dtype").GetString() switch
            {
                "F32" => ScalarType.Float32,
                "F64" => ScalarType.Float64,
                "I64" => ScalarType.Int64,
                "BOOL" => ScalarType.Bool,
                var other => throw new InvalidDataException($"{entry.Name} is of type {other}"),
            };
            var value = empty(shape, type);
            if (range[1] > range[0]) value.bytes = file.AsSpan(8 + header + range[0], range[1] - range[0]).ToArray();
            tensors[entry.Name] = value;
        }
    }
}
