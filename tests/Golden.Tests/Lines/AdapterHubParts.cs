using System.Text.Json.Nodes;
using PeftWorkbook.Hub;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>
/// The adapters of a composition, each in a folder as AdapterHub saves one alone: a case has their configurations in one file and their
/// tensors in another.
/// </summary>
internal sealed class AdapterHubParts : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("parts-").FullName;

    internal AdapterHubParts(string place, string modelType)
    {
        var setup = JsonNode.Parse(File.ReadAllText(Path.Combine(place, "config.json")))!;
        using var scope = NewDisposeScope();
        var tensors = SafeTensors.Load(Path.Combine(place, "adapter.safetensors"));
        foreach (var (name, config) in setup["adapters"]!.AsObject())
        {
            var folder = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
            var root = new JsonObject
            {
                ["config"] = config!.DeepClone(),
                ["model_type"] = modelType,
                ["name"] = name,
                ["version"] = "adapters.1.3.0",
            };
            File.WriteAllText(Path.Combine(folder, "adapter_config.json"), root.ToJsonString());
            SafeTensors.Save(
                Path.Combine(folder, "adapter.safetensors"),
                tensors.Where(t => t.Key.Contains($".{name}.", StringComparison.Ordinal)),
                new Dictionary<string, string> { ["format"] = "pt" });
        }

        Folders = [.. Stacked(setup["setup"]!).Select(n => (n, Path.Combine(_root, n)))];
    }

    /// <summary>The adapters' names and folders, in the order in which they act.</summary>
    internal IReadOnlyList<(string Name, string Folder)> Folders { get; }

    /// <summary>Whether a case is a stack of adapters that the library puts between sub-layers and the residual stream.</summary>
    internal static bool IsStackOfBottlenecks(string place)
    {
        var setup = JsonNode.Parse(File.ReadAllText(Path.Combine(place, "config.json")))!;
        return setup["setup"]?["type"]?.GetValue<string>() == "Stack"
            && setup["setup"]!["children"]!.AsArray().All(c => c!["type"]!.GetValue<string>() == "single")
            && setup["setup"]!["children"]!.AsArray().Count > 1
            && setup["adapters"]!.AsObject().All(a => a.Value!["architecture"] is null);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static IEnumerable<string> Stacked(JsonNode setup) =>
        setup["children"]!.AsArray().Select(c => c!["children"]![0]!.GetValue<string>());
}
