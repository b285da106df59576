using System.Text.Json.Nodes;
using Workbook.Scripting;

namespace Workbook.Notebooks;

/// <summary>Keeps the state of ipywidgets models as nbclient does, so that a viewer shows them without a kernel.
/// Model ids become numbers in order of creation: the same notebook gives the same file.</summary>
internal sealed class WidgetRecorder
{
    private const string StateType = "application/vnd.jupyter.widget-state+json";
    private readonly Lock gate = new();
    private readonly Dictionary<string, JsonObject> models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonArray> buffers = new(StringComparer.Ordinal);
    private readonly List<string> order = [];

    /// <summary>Follows a message that a cell sends to the front end.</summary>
    public void Record(CommMessage message)
    {
        lock (gate)
        {
            if (message.Type == "comm_open" && message.TargetName == "jupyter.widget")
            {
                models[message.CommId] = [];
                order.Add(message.CommId);
            }
            else if (message.Type == "comm_close")
            {
                models.Remove(message.CommId);
            }

            if (models.TryGetValue(message.CommId, out JsonObject? state) && message.Data["state"] is JsonObject changes)
            {
                foreach ((string name, JsonNode? value) in changes)
                {
                    state[name] = value?.DeepClone();
                }

                KeepBuffers(message);
            }
        }
    }

    /// <summary>Writes the state into the notebook's metadata and renames models there and in the outputs.</summary>
    public void Store(Notebook notebook)
    {
        lock (gate)
        {
            if (models.Count == 0)
            {
                (notebook.Metadata["widgets"] as JsonObject)?.Remove(StateType);
                if (notebook.Metadata["widgets"] is JsonObject { Count: 0 })
                {
                    notebook.Metadata.Remove("widgets");
                }

                return;
            }

            Dictionary<string, string> names = order.Distinct().Select((id, i) => (id, name: $"{i + 1:x32}"))
                .ToDictionary(pair => pair.id, pair => pair.name, StringComparer.Ordinal);
            var all = new JsonObject();
            foreach (string id in order.Distinct().Where(models.ContainsKey))
            {
                all[names[id]] = Rename(Model(id), names);
            }

            var stored = new JsonObject { ["state"] = all, ["version_major"] = 2, ["version_minor"] = 0 };
            notebook.Metadata["widgets"] = new JsonObject { [StateType] = stored };
            foreach (NotebookCell cell in notebook.Cells.Where(cell => cell.Kind == CellKind.Code && cell.Outputs.Count > 0))
            {
                cell.Outputs = Rename(cell.Outputs, names)!.AsArray();
            }
        }
    }

    private JsonObject Model(string id)
    {
        JsonObject state = models[id];
        var model = new JsonObject
        {
            ["model_module"] = state["_model_module"]?.DeepClone(),
            ["model_module_version"] = state["_model_module_version"]?.DeepClone(),
            ["model_name"] = state["_model_name"]?.DeepClone(),
            ["state"] = state.DeepClone(),
        };
        if (buffers.TryGetValue(id, out JsonArray? binary))
        {
            model["buffers"] = binary.DeepClone();
        }

        return model;
    }

    private void KeepBuffers(CommMessage message)
    {
        if (message.Data["buffer_paths"] is not JsonArray paths || message.Buffers.Count == 0)
        {
            return;
        }

        var kept = new JsonArray();
        foreach ((JsonNode? path, ReadOnlyMemory<byte> bytes) in paths.Zip(message.Buffers))
        {
            string data = Convert.ToBase64String(bytes.Span);
            kept.Add((JsonNode)new JsonObject { ["data"] = data, ["encoding"] = "base64", ["path"] = path?.DeepClone() });
        }

        buffers[message.CommId] = kept;
    }

    /// <summary>A copy in which every model id, bare or as <c>IPY_MODEL_id</c>, has its new name.</summary>
    private static JsonNode? Rename(JsonNode? node, Dictionary<string, string> names) => node switch
    {
        JsonObject members => new JsonObject(members.Select(
            member => KeyValuePair.Create(member.Key, Rename(member.Value, names)))),
        JsonArray items => new JsonArray([.. items.Select(item => Rename(item, names))]),
        JsonValue value when value.TryGetValue(out string? text) => JsonValue.Create(Rename(text, names)),
        _ => node?.DeepClone(),
    };

    private static string Rename(string text, Dictionary<string, string> names)
    {
        const string Reference = "IPY_MODEL_";
        bool refers = text.StartsWith(Reference, StringComparison.Ordinal);
        string id = refers ? text[Reference.Length..] : text;
        return names.TryGetValue(id, out string? name) ? (refers ? Reference + name : name) : text;
    }
}
