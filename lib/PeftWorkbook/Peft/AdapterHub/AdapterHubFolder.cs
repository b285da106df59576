using System.Text.Json;
using System.Text.Json.Nodes;
using PeftWorkbook.Models;

namespace PeftWorkbook.Peft.AdapterHub;

/// <summary>
/// A folder in which AdapterHub's library (<c>adapters</c>, arXiv 2311.11077) saved an adapter: <c>adapter_config.json</c> with the
/// configuration under <c>config</c>, and <c>adapter.safetensors</c>, whose tensors have the names of the model with the adapter in it.
/// </summary>
internal sealed class AdapterHubFolder
{
    private const string ConfigFile = "adapter_config.json";

    private readonly string _folder;

    private AdapterHubFolder(string folder, AdapterHubSettings settings) => (_folder, Settings) = (folder, settings);

    /// <summary>What the folder says.</summary>
    internal AdapterHubSettings Settings { get; }

    /// <summary>Whether there is a converter for it.</summary>
    internal bool IsKnown => AdapterHubConverter.Knows(Settings);

    /// <summary>The library's settings.</summary>
    /// <exception cref="InvalidDataException">The file holds what is not known.</exception>
    internal PeftConfig Config
    {
        get
        {
            try
            {
                return AdapterHubConverter.For(Settings).Convert(Settings) with { Folder = _folder };
            }
            catch (Exception e) when (IsOfJson(e))
            {
                throw new InvalidDataException($"{Settings.Origin} cannot be read: {e.Message}", e);
            }
        }
    }

    /// <summary>The folder; null where it holds no adapter, or one of PEFT's.</summary>
    internal static AdapterHubFolder? Find(string folder)
    {
        var path = Path.Combine(folder, ConfigFile);
        try
        {
            return File.Exists(path) && Root(path) is { } root && root["peft_type"] is null && root["config"] is JsonObject config
                ? new(folder, new(config, Text(root, "name") ?? "default", Text(root, "model_type") ?? "", path))
                : null;
        }
        catch (Exception e) when (IsOfJson(e))
        {
            return null;        // said by whoever reads it as PEFT's
        }
    }

    /// <summary>Opens the file of tensors.</summary>
    internal ITensorSource Open() => Hub.SafeTensorsCheckpoint.Open(_folder, "adapter");

    /// <summary>The tensors under the library's keys.</summary>
    /// <exception cref="InvalidDataException">The adapter is for another family of models.</exception>
    internal ITensorSource Translate(PeftModel model, Attachment attachment, ITensorSource file) =>
        AdapterHubConverter.For(Settings).Tensors(On(model, attachment), file);

    /// <summary>The library's key for a tensor of the file; null where it has none.</summary>
    internal string? Key(PeftModel model, Attachment attachment, string tensor) =>
        AdapterHubConverter.For(Settings).Key(On(model, attachment), tensor);

    private AdapterHubAdapter On(PeftModel model, Attachment attachment)
    {
        if (model.Model is not PretrainedModel body || body.Config.ModelType != Settings.ModelType)
        {
            var family = (model.Model as PretrainedModel)?.Config.ModelType ?? model.Model.GetName();
            throw new InvalidDataException($"{Settings.Origin} is an adapter for '{Settings.ModelType}', and the model is '{family}'.");
        }

        return new(Settings, body, attachment);
    }

    private static JsonObject? Root(string path) =>
        JsonNode.Parse(File.ReadAllText(path), documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject;

    // A text that is no UTF-16, or a field that is there twice, is found when it is looked at.
    private static bool IsOfJson(Exception e) => e is JsonException or InvalidOperationException or ArgumentException;

    private static string? Text(JsonObject root, string field) =>
        root[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
