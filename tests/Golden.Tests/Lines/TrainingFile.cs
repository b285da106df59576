using System.Globalization;
using System.Text.Json;
using Golden.Tests.Harness;
using TorchSharp.Modules;

namespace Golden.Tests.Lines;

/// <summary>A file of the training area: its JSON, and the tensors beside it.</summary>
internal sealed class TrainingFile : IDisposable
{
    private readonly JsonDocument _json;
    private readonly Lazy<GoldenTensors> _tensors;

    /// <summary>Opens the file that a line of the index names: <c>training/optim.json</c>, with or without more behind it.</summary>
    internal TrainingFile(GoldenSet set, string line)
    {
        var path = set.At(line.Split(' ')[0].Split('/'));
        _json = JsonDocument.Parse(File.ReadAllBytes(path));
        _tensors = new(() => new GoldenTensors(Path.ChangeExtension(path, ".safetensors")));
    }

    internal JsonElement Root => _json.RootElement;

    internal GoldenTensors Tensors => _tensors.Value;

    internal IEnumerable<string> CaseNames => Root.GetProperty("cases").EnumerateObject().Select(c => c.Name);

    internal JsonElement Case(string id) => Root.GetProperty("cases").GetProperty(id);

    public void Dispose() => _json.Dispose();

    /// <summary>A recorded tensor as a parameter to train.</summary>
    internal Parameter Parameter(string name) => new(GoldenInput.Tensor(Tensors[name]));

    /// <summary>A number, also where it is written as a word because JSON has none for it.</summary>
    internal static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture)
        : value.GetDouble();

    /// <summary>A setting, or the fallback where it is not given.</summary>
    internal static double Number(JsonElement options, string name, double fallback) => Optional(options, name) ?? fallback;

    /// <summary>A setting, or null where it is not given or null.</summary>
    internal static double? Optional(JsonElement options, string name) =>
        options.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Number(value) : null;

    /// <summary>A switch that is off where it is not given, or the fallback.</summary>
    internal static bool Flag(JsonElement options, string name, bool fallback = false) =>
        options.TryGetProperty(name, out var value) ? value.GetBoolean() : fallback;

    internal static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(Number)];

    /// <summary>The row of a recorded stack.</summary>
    internal static GoldenTensor Row(GoldenTensor stack, int row)
    {
        var shape = stack.Shape[1..];
        var size = (int)shape.Aggregate(1L, (a, b) => a * b);
        return new($"{stack.Name}[{row}]", stack.Dtype, shape, stack.Values[(row * size)..((row + 1) * size)]);
    }

    /// <summary>Fails where a number is further from the recorded one than 1e-9 of it: both are computed in double precision.</summary>
    internal static void Check(double actual, JsonElement expected, string name) =>
        Close.Check(actual, new(name, "F64", [], [Number(expected)]), 1e-9);
}
