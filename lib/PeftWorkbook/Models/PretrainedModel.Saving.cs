using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PeftWorkbook.Hub;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Models;

public abstract partial class PretrainedModel
{
    private const string WeightsFile = "model.safetensors", GenerationFile = "generation_config.json";
    private static readonly Dictionary<string, string> s_format = new() { ["format"] = "pt" };

    // Python's json.dumps(indent=2): nothing is escaped that JSON does not demand, except what is not ASCII
    private static readonly JsonSerializerOptions s_indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Saves the model as transformers does: <c>config.json</c>, <c>model.safetensors</c> in the weights' dtype (several files with an
    /// index where it is large), and <c>generation_config.json</c> where it was loaded with one. Tied weights are written once. A
    /// checkpoint that is loaded and saved again is the same file, where its dtype was kept and its names are today's.
    /// </summary>
    /// <param name="folder">The folder; it is made where it is missing, and each file is replaced at once or not at all.</param>
    /// <param name="maxShardBytes">The most bytes of weights in a file; a single tensor may take more.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="NotSupportedException">Weights are in a GGUF file's blocks (<see cref="LoadOptions.KeepQuantized"/>).</exception>
    public void SavePretrained(string folder, long maxShardBytes = 5_000_000_000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxShardBytes);
        if (QuantizedLayers.Of(this).Any())
        {
            throw new NotSupportedException("Weights that stay quantised are not saved; load the model without KeepQuantized.");
        }

        Directory.CreateDirectory(folder);
        var parameters = named_parameters().Select(p => (p.name, p.parameter)).ToList();
        WriteText(
            Path.Combine(folder, "config.json"),
            Serialize(ConfigFor(parameters.Select(p => p.parameter.dtype).FirstOrDefault(ScalarType.Float32))));
        SaveWeights(folder, parameters, maxShardBytes);
        var generation = Folder is null ? null : Path.Combine(Folder, GenerationFile);
        if (File.Exists(generation) && !SamePath(Folder!, folder))
        {
            File.Copy(generation, Path.Combine(folder, GenerationFile), overwrite: true);
        }
    }

    private static void SaveWeights(string folder, List<(string Name, Parameter Tensor)> parameters, long maxShardBytes)
    {
        var shards = Shards(parameters, maxShardBytes);
        if (shards.Count == 1)
        {
            Hub.SafeTensors.Save(Path.Combine(folder, WeightsFile), Pairs(shards[0]), s_format);
            DeleteOthers(folder, [WeightsFile]);
            return;
        }

        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < shards.Count; i++)
        {
            var file = $"model-{i + 1:00000}-of-{shards.Count:00000}.safetensors";
            Hub.SafeTensors.Save(Path.Combine(folder, file), Pairs(shards[i]), s_format);
            shards[i].ForEach(t => map[t.Name] = file);
        }

        var index = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["total_parameters"] = parameters.Sum(p => p.Tensor.numel()),
                ["total_size"] = parameters.Sum(p => Bytes(p.Tensor)),
            },
            ["weight_map"] = new JsonObject(map.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))),
        };
        WriteText(Path.Combine(folder, WeightsFile + ".index.json"), Serialize(index));
        DeleteOthers(folder, [.. map.Values.Distinct(), WeightsFile + ".index.json"]);
    }

    // An earlier save may have left a single file or other shards, which a reader would take for these weights.
    private static void DeleteOthers(string folder, IReadOnlyCollection<string> written)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "model*.safetensors*"))
        {
            var name = Path.GetFileName(file);
            var isOurs = name is WeightsFile or WeightsFile + ".index.json"
                || (name.StartsWith("model-", StringComparison.Ordinal)
                    && name.Contains("-of-", StringComparison.Ordinal));
            if (isOurs && !written.Contains(name))
            {
                File.Delete(file);
            }
        }
    }

    private static List<List<(string Name, Parameter Tensor)>> Shards(List<(string Name, Parameter Tensor)> parameters, long maxShardBytes)
    {
        List<List<(string Name, Parameter Tensor)>> shards = [[]];
        long size = 0;
        foreach (var parameter in parameters)
        {
            var bytes = Bytes(parameter.Tensor);
            if (shards[^1].Count > 0 && size + bytes > maxShardBytes)
            {
                shards.Add([]);
                size = 0;
            }

            shards[^1].Add(parameter);
            size += bytes;
        }

        return shards;
    }

    private static long Bytes(Tensor tensor) => tensor.numel() * (long)tensor.dtype.ElementSize();

    private static IEnumerable<KeyValuePair<string, Tensor>> Pairs(List<(string Name, Parameter Tensor)> parameters) =>
        parameters.Select(p => KeyValuePair.Create(p.Name, (Tensor)p.Tensor));

    // What the file says of its dtype must be true; a file that says nothing stays silent.
    private JsonObject ConfigFor(ScalarType dtype)
    {
        var name = dtype switch
        {
            ScalarType.Float16 => "float16",
            ScalarType.BFloat16 => "bfloat16",
            ScalarType.Float64 => "float64",
            _ => "float32",
        };
        var key = new[] { "dtype", "torch_dtype" }.FirstOrDefault(Config.Has);
        return key is null || Config.Text(key) == name ? Config.Json : Config.With((key, name)).Json;
    }

    private static string Serialize(JsonObject json) => json.ToJsonString(s_indented).ReplaceLineEndings("\n") + "\n";

    private static void WriteText(string path, string text) =>
        AtomicFile.Write(path, s => s.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    private static bool SamePath(string a, string b) =>
        Path.GetFullPath(a).TrimEnd(Path.DirectorySeparatorChar) == Path.GetFullPath(b).TrimEnd(Path.DirectorySeparatorChar);
}
