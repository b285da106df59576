using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeftWorkbook.Hub;

/// <summary>
/// A JSON object of settings (<c>config.json</c>, <c>generation_config.json</c>, <c>adapter_config.json</c>), with values by name
/// and errors that say which file and which setting.
/// </summary>
/// <param name="Path">The file it came from, for errors.</param>
/// <param name="Json">The object.</param>
public sealed record ConfigFile(string Path, JsonObject Json)
{
    private static readonly JsonDocumentOptions s_lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        MaxDepth = 64,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It holds no JSON object.</exception>
    public static ConfigFile Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no '{path}'.", path);
        }

        try
        {
            return JsonText.Object(File.ReadAllText(path), s_lenient) is { } json
                ? new(path, json)
                : throw new InvalidDataException($"'{path}' must hold a JSON object.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{path}' is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>The file, or null where the folder has none.</summary>
    /// <exception cref="InvalidDataException">It holds no JSON object.</exception>
    public static ConfigFile? Find(string folder, string name) =>
        System.IO.Path.Combine(folder, name) is var path && File.Exists(path) ? Read(path) : null;

    /// <summary>Whether the setting is there and not null.</summary>
    public bool Has(string name) => Json[name] is not null;

    /// <summary>A setting that must be there.</summary>
    /// <exception cref="InvalidDataException">It is missing or of another type.</exception>
    public T Get<T>(string name) => Has(name) ? Convert<T>(name) : throw new InvalidDataException($"'{Path}' lacks '{name}'.");

    /// <summary>A setting, or what stands for it where it is missing or null.</summary>
    /// <exception cref="InvalidDataException">It is of another type.</exception>
    public T Get<T>(string name, T missing) => Has(name) ? Convert<T>(name) : missing;

    private T Convert<T>(string name)
    {
        try
        {
            return Json[name]!.Deserialize<T>()!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or FormatException)
        {
            throw new InvalidDataException($"'{name}' in '{Path}' is {Json[name]!.ToJsonString()}, not a {typeof(T).Name}.", e);
        }
    }
}
