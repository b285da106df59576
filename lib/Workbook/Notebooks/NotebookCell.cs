using System.Text.Json.Nodes;

namespace Workbook.Notebooks;

/// <summary>The three kinds of cell in nbformat 4.</summary>
public enum CellKind
{
    /// <summary>Code, with outputs.</summary>
    Code,

    /// <summary>Prose.</summary>
    Markdown,

    /// <summary>Text for a converter; neither executed nor rendered.</summary>
    Raw,
}

/// <summary>One cell: a typed view of its JSON, which keeps every key that this class does not know.</summary>
/// <param name="json">The cell's JSON; it has passed <see cref="NotebookValidator"/>.</param>
public sealed class NotebookCell(JsonObject json)
{
    /// <summary>The JSON behind this view.</summary>
    public JsonObject Json { get; } = json;

    /// <summary>What kind of cell it is.</summary>
    public CellKind Kind => Json["cell_type"]!.GetValue<string>() switch
    {
        "code" => CellKind.Code,
        "markdown" => CellKind.Markdown,
        _ => CellKind.Raw,
    };

    /// <summary>The cell's id (nbformat 4.5), or <see langword="null"/>.</summary>
    public string? Id
    {
        get => Json["id"] is JsonValue value && value.TryGetValue(out string? id) ? id : null;
        set => Json["id"] = value;
    }

    /// <summary>The cell's text. Setting the text it already has changes nothing, not even its form in the file.</summary>
    public string Source
    {
        get => MultilineText.Join(Json["source"]);
        set
        {
            if (value != Source)
            {
                Json["source"] = MultilineText.Split(value);
            }
        }
    }

    /// <summary>The cell's metadata; made where the file has none.</summary>
    public JsonObject Metadata
    {
        get
        {
            if (Json["metadata"] is not JsonObject metadata)
            {
                Json["metadata"] = metadata = [];
            }

            return metadata;
        }
    }

    /// <summary>The tags in the metadata.</summary>
    public IEnumerable<string> Tags => Json["metadata"] is JsonObject metadata && metadata["tags"] is JsonArray tags
        ? tags.OfType<JsonValue>().Select(tag => tag.TryGetValue(out string? text) ? text : null).OfType<string>()
        : [];

    /// <summary>A code cell's outputs, as nbformat has them.</summary>
    public JsonArray Outputs
    {
        get => Json["outputs"] as JsonArray ?? [];
        set => Json["outputs"] = value;
    }

    /// <summary>The number in <c>In [n]</c>, or <see langword="null"/> where the cell was not executed.</summary>
    public int? ExecutionCount
    {
        get => Json["execution_count"] is JsonValue value && value.TryGetValue(out int count) ? count : null;
        set => Json["execution_count"] = value;
    }

    /// <summary>Whether the cell bears a tag.</summary>
    /// <param name="tag">The tag.</param>
    public bool HasTag(string tag) => Tags.Contains(tag);

    /// <summary>Makes a code cell without outputs, keys in the order nbformat writes them.</summary>
    /// <param name="source">Its text.</param>
    /// <param name="tags">Its tags.</param>
    public static NotebookCell Code(string source, params string[] tags) => new(new JsonObject
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["metadata"] = new JsonObject
        {
            ["tags"] = new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]),
        },
        ["outputs"] = new JsonArray(),
        ["source"] = MultilineText.Split(source),
    });
}
