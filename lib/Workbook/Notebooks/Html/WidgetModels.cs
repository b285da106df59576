using System.Text.Json.Nodes;

namespace Workbook.Notebooks.Html;

/// <summary>The widget models that a notebook's metadata keeps.</summary>
/// <param name="notebook">The notebook.</param>
internal sealed class WidgetModels(Notebook notebook)
{
    private const string Reference = "IPY_MODEL_";

    private readonly JsonObject? models =
        (notebook.Metadata["widgets"] as JsonObject)?["application/vnd.jupyter.widget-state+json"]?["state"] as JsonObject;

    /// <summary>A model's name and state by its id or by a reference to it, or <see langword="null"/>.</summary>
    public (string Name, JsonObject State)? Find(string id)
    {
        string bare = id.StartsWith(Reference, StringComparison.Ordinal) ? id[Reference.Length..] : id;
        return models?[bare] is JsonObject model && model["state"] is JsonObject state
            ? (Text(model["model_name"]), state)
            : null;
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
