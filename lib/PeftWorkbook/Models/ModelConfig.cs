using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeftWorkbook.Models;

/// <summary>A model's <c>config.json</c>: kept whole, so that what is not understood survives saving; read by name.</summary>
public sealed class ModelConfig
{
    /// <summary>The largest number that a size in a configuration may be; larger ones are taken for damage.</summary>
    private const long LargestSize = 1L << 31;

    private readonly string _origin;

    private ModelConfig(JsonObject json, string origin) => (Json, _origin) = (json, origin);

    /// <summary>The file's content.</summary>
    public JsonObject Json { get; }

    /// <summary>The family: <c>bert</c>, <c>llama</c>, ….</summary>
    public string ModelType => Text("model_type");

    /// <summary>The classes that the checkpoint was saved from, most often one; empty where the file names none.</summary>
    public IReadOnlyList<string> Architectures =>
        Json["architectures"] is JsonArray names
            ? [.. names.OfType<JsonValue>()
                .Where(n => n.GetValueKind() == JsonValueKind.String)
                .Select(n => Read<string>("architectures", n))]
            : [];

    /// <summary>The number of classes of a classifier: the labels listed, <c>num_labels</c>, or 2.</summary>
    public long Labels => Json["id2label"] is JsonObject labels ? labels.Count : Long("num_labels", 2);

    /// <summary>The width of hidden states, whatever the family calls it.</summary>
    public long HiddenSize => Long(new[] { "hidden_size", "dim", "n_embd", "d_model" }.FirstOrDefault(Has, "hidden_size"));

    /// <summary>Reads <c>config.json</c> of a folder.</summary>
    /// <exception cref="FileNotFoundException">The folder has none.</exception>
    /// <exception cref="InvalidDataException">It is not a JSON object.</exception>
    public static ModelConfig Load(string folder)
    {
        var path = Path.Combine(folder, "config.json");
        return File.Exists(path)
            ? Parse(File.ReadAllText(path), path)
            : throw new FileNotFoundException($"'{folder}' has no config.json, so it is not a model's folder.", path);
    }

    /// <summary>Reads a configuration from text; <paramref name="origin"/> is named in errors.</summary>
    public static ModelConfig Parse(string json, string origin = "config.json")
    {
        try
        {
            // a name that occurs twice would only be found out when it is asked for
            return Hub.JsonText.Object(json, new() { AllowDuplicateProperties = false }) is { } known
                ? new(known, origin)
                : throw new InvalidDataException($"{origin} holds no JSON object.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{origin} is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>A copy with some entries replaced; a null removes its entry.</summary>
    public ModelConfig With(params ReadOnlySpan<(string Name, JsonNode? Value)> entries)
    {
        var copy = (JsonObject)Json.DeepClone();
        foreach (var (name, value) in entries)
        {
            if (value is null)
            {
                copy.Remove(name);
            }
            else
            {
                copy[name] = value.DeepClone();
            }
        }

        return Parse(copy.ToJsonString(), _origin);   // parsed again, so that a value given as an int reads as a long too
    }

    /// <summary>Whether the file has a value of that name other than null.</summary>
    public bool Has(string name) => Json[name] is not null;

    /// <summary>A size. Without a fallback it must be there, and it must be positive.</summary>
    public long Long(string name, long? fallback = null)
    {
        var value = Json[name] is { } node ? Read<long>(name, node) : fallback ?? throw Missing(name);
        return value is > 0 and < LargestSize || value == fallback
            ? value
            : throw new InvalidDataException($"{_origin}: '{name}' is {value}, which is no size.");
    }

    /// <summary>A number of layers: a size, and not so large that it could be none's.</summary>
    internal int Count(string name)
    {
        var count = Long(name);
        return count <= 4096
            ? (int)count
            : throw new InvalidDataException($"{_origin}: '{name}' is {count}; no model has so many layers.");
    }

    /// <summary>A number.</summary>
    public double Double(string name, double? fallback = null) =>
        Json[name] is { } node ? Read<double>(name, node) : fallback ?? throw Missing(name);

    /// <summary>A switch.</summary>
    public bool Flag(string name, bool fallback) => Json[name] is { } node ? Read<bool>(name, node) : fallback;

    /// <summary>A word.</summary>
    public string Text(string name, string? fallback = null) =>
        Json[name] is { } node ? Read<string>(name, node) : fallback ?? throw Missing(name);

    /// <summary>A token id, or null.</summary>
    public long? Token(string name) => Json[name] is JsonValue node && node.GetValueKind() == JsonValueKind.Number
        ? Read<long>(name, node)
        : null;

    private T Read<T>(string name, JsonNode node)
    {
        try
        {
            return node.GetValue<T>();
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{_origin}: '{name}' is {node.ToJsonString()}, not {Kind(typeof(T))}.", e);
        }
    }

    private static string Kind(Type type) =>
        type == typeof(long) ? "a whole number" : type == typeof(double) ? "a number" : type == typeof(bool) ? "true or false" : "a text";

    private InvalidDataException Missing(string name) => new($"{_origin} has no '{name}'.");
}
