using System.Text.Json.Nodes;

namespace PeftWorkbook.Models;

/// <summary>Finds a model's folder and opens its weights.</summary>
internal static class ModelFolder
{
    internal static string Resolve(string idOrFolder)
    {
        string?[] places =
        [
            idOrFolder,
            Environment.GetEnvironmentVariable("WORKBOOK_HUB") is { Length: > 0 } hub ? Path.Combine(hub, "models", idOrFolder) : null,
        ];
        return places.OfType<string>().FirstOrDefault(Directory.Exists)
            ?? throw new DirectoryNotFoundException($"There is no folder '{idOrFolder}', and no model of that name in WORKBOOK_HUB.");
    }

    internal static ITensorSource OpenWeights(string folder)
    {
        var single = Path.Combine(folder, "model.safetensors");
        var index = single + ".index.json";
        if (File.Exists(single))
        {
            return new SafeTensorsSource(single, [single]);
        }

        if (File.Exists(index))
        {
            return new SafeTensorsSource(index, Shards(folder, index));
        }

        throw new FileNotFoundException(File.Exists(Path.Combine(folder, "pytorch_model.bin"))
            ? $"'{folder}' holds its weights as a pickle, which can run code when it is read; convert it to model.safetensors first."
            : $"'{folder}' has no model.safetensors.", single);
    }

    private static IEnumerable<string> Shards(string folder, string index) =>
        JsonNode.Parse(File.ReadAllText(index))?["weight_map"] is JsonObject map
            ? map.Select(m => m.Value!.GetValue<string>()).Distinct()
                .Select(n => Path.GetFileName(n) == n ? Path.Combine(folder, n) : throw new InvalidDataException($"{index} names '{n}', which is no file beside it."))
            : throw new InvalidDataException($"{index} has no weight_map.");
}
