using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace PeftWorkbook.Peft;

/// <summary>
/// The settings of one method: what <c>adapter_config.json</c> holds, under PEFT's names. A method is a record derived from this
/// (most often from <see cref="LayerPeftConfig"/>) with a <see cref="PeftMethodAttribute"/>.
/// </summary>
public abstract record PeftConfig
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The method's name, as <c>LORA</c>.</summary>
    [JsonPropertyName("peft_type")]
    public string PeftType => PeftMethods.NameOf(GetType());

    /// <summary>
    /// What the model is for: <c>SEQ_CLS</c>, <c>CAUSAL_LM</c>, <c>SEQ_2_SEQ_LM</c>, <c>TOKEN_CLS</c>, …; null where it
    /// does not matter.
    /// </summary>
    [JsonPropertyName("task_type")]
    public string? TaskType { get; init; }

    /// <summary>The base model's name or folder.</summary>
    [JsonPropertyName("base_model_name_or_path")]
    public string? BaseModel { get; init; }

    /// <summary>Whether the adapter was saved for inference: nothing of it is trained after loading.</summary>
    [JsonPropertyName("inference_mode")]
    public bool InferenceMode { get; init; }

    /// <summary>The base model's revision.</summary>
    [JsonPropertyName("revision")]
    public string? Revision { get; init; }

    /// <summary>PEFT's hint for loading a model that it does not know.</summary>
    [JsonPropertyName("auto_mapping")]
    public JsonNode? AutoMapping { get; init; }

    /// <summary>The version of the library that wrote the file.</summary>
    [JsonPropertyName("peft_version")]
    public string? PeftVersion { get; init; }

    /// <summary>Fields of the file that this version does not know; they are written back.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }

    /// <summary>The folder that they were read from; null where they were made.</summary>
    internal string? Folder { get; init; }

    /// <summary>The settings as they are used and saved, with what follows from others filled in.</summary>
    protected internal virtual PeftConfig Completed() => this;

    /// <summary>Whether the adapter's start follows from batches, which <see cref="Prepare"/> looks at.</summary>
    protected internal virtual bool NeedsBatches => false;

    /// <summary>The optimiser that belongs to the method; null leaves the choice to the training.</summary>
    /// <param name="usual">What is used where the method has none of its own.</param>
    protected internal virtual Training.Optimizers.OptimizerSettings? Optimizer(Training.Optimizers.AdamWSettings usual) => null;

    /// <summary>
    /// Runs the model, without adapters, on batches, and gives the settings back with what the adapter's start needs of
    /// them.
    /// </summary>
    protected internal virtual PeftConfig Prepare(Models.PretrainedModel model, IReadOnlyList<Models.ModelInput> batches) => this;

    /// <summary>Puts an adapter of these settings on a model.</summary>
    protected internal abstract Attachment Attach(PeftModel model, string adapter, long seed);

    /// <summary>
    /// Fields of PEFT's file that this implementation does not act upon, with the only value it accepts: they are written, and a
    /// file that has another value is refused, since the adapter would compute something else.
    /// </summary>
    protected virtual IReadOnlyDictionary<string, string> Inert => new Dictionary<string, string>();

    /// <summary>Fields that PEFT's file of this method does not have: they are written only where they are set.</summary>
    protected virtual IReadOnlyList<string> Extra => [];

    /// <summary>Reads <c>adapter_config.json</c> of a folder, as PEFT or as AdapterHub's library writes it.</summary>
    /// <exception cref="FileNotFoundException">The folder has none.</exception>
    /// <exception cref="InvalidDataException">It is not one, or names a method that is not known.</exception>
    public static PeftConfig Load(string folder)
    {
        var path = Path.Combine(folder, "adapter_config.json");
        return AdapterHub.AdapterHubFolder.Find(folder)?.Config ?? (File.Exists(path)
            ? Parse(File.ReadAllText(path), path) with { Folder = folder }
            : throw new FileNotFoundException($"'{folder}' has no adapter_config.json, so it holds no adapter.", path));
    }

    /// <summary>Reads a configuration from text; <paramref name="origin"/> is named in errors.</summary>
    public static PeftConfig Parse(string json, string origin = "adapter_config.json")
    {
        try
        {
            var type = JsonNode.Parse(json)?["peft_type"]?.GetValue<string>()
                ?? throw new InvalidDataException($"{origin} has no peft_type.");
            var config = (PeftConfig)JsonSerializer.Deserialize(json, PeftMethods.ConfigType(type, origin), s_json)!;
            config.RefuseInert(origin);
            _ = config.ToJson();   // what could not be written back is found here, with the file's name
            return config;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"{origin} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The file's text: PEFT's fields in alphabetical order.</summary>
    public string ToJson()
    {
        var fields = (JsonObject)JsonSerializer.SerializeToNode(this, GetType(), s_json)!;
        foreach (var (name, value) in Inert)
        {
            fields.TryAdd(name, JsonNode.Parse(value));
        }

        foreach (var name in Extra.Where(n => fields[n] is null))
        {
            fields.Remove(name);
        }

        var sorted = new JsonObject(fields.OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())));
        return sorted.ToJsonString(s_json);
    }

    private void RefuseInert(string origin)
    {
        foreach (var (name, value) in Unknown ?? new Dictionary<string, JsonElement>())
        {
            if (Inert.TryGetValue(name, out var accepted)
                && !JsonNode.DeepEquals(JsonNode.Parse(value.GetRawText()), JsonNode.Parse(accepted)))
            {
                throw new InvalidDataException(
                    $"{origin} sets '{name}' to {value.GetRawText()}, which {PeftType} here does not apply: " +
                    "the adapter would compute something else.");
            }
        }
    }
}
