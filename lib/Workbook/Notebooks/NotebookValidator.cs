using System.Text.Json.Nodes;

namespace Workbook.Notebooks;

/// <summary>Checks that JSON is a notebook of nbformat 4 as far as the workbook relies on it.</summary>
internal static class NotebookValidator
{
    /// <summary>Checks the whole file.</summary>
    /// <param name="node">The parsed file.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>The root object.</returns>
    /// <exception cref="NotebookException">Something is missing or of the wrong type.</exception>
    public static JsonObject Validate(JsonNode? node, string name)
    {
        if (node is not JsonObject root)
        {
            throw new NotebookException($"{name}: is JSON, but not an object, so it is no notebook.");
        }

        CheckStrings(root, name);
        CheckVersion(root, name);
        Optional<JsonObject>(root, "metadata", "an object", $"{name}: the notebook");
        if (root["cells"] is not JsonArray cells)
        {
            throw new NotebookException($"{name}: has no list \"cells\", so it is no notebook.");
        }

        for (int i = 0; i < cells.Count; i++)
        {
            CheckCell(cells[i], $"{name}: cell {i + 1}");
        }

        return root;
    }

    private static void CheckVersion(JsonObject root, string name)
    {
        if (root["nbformat"] is not JsonValue major || !major.TryGetValue(out int format))
        {
            throw new NotebookException($"{name}: has no number \"nbformat\", so it is no notebook.");
        }

        if (format != 4)
        {
            throw new NotebookException(
                $"{name}: has the notebook format {format}; the workbook reads 4. Open it in Jupyter and save it again.");
        }

        if (root["nbformat_minor"] is not JsonValue minor || !minor.TryGetValue(out int second) || second < 0)
        {
            throw new NotebookException($"{name}: has no number \"nbformat_minor\".");
        }
    }

    private static void CheckCell(JsonNode? node, string where)
    {
        if (node is not JsonObject cell)
        {
            throw new NotebookException($"{where} is not an object.");
        }

        if (cell["cell_type"] is not JsonValue type || !type.TryGetValue(out string? kind)
            || kind is not ("code" or "markdown" or "raw"))
        {
            throw new NotebookException($"{where} has no \"cell_type\" of code, markdown or raw.");
        }

        if (!IsMultiline(cell["source"]))
        {
            throw new NotebookException($"{where} has no \"source\" that is a string or a list of strings.");
        }

        Optional<JsonObject>(cell, "metadata", "an object", where);
        Optional<JsonArray>(cell, "outputs", "a list", where);
        foreach (JsonNode? output in cell["outputs"] as JsonArray ?? [])
        {
            if (output is not JsonObject fields || fields["output_type"] is not JsonValue value
                || !value.TryGetValue(out string? _))
            {
                throw new NotebookException($"{where} has an output without \"output_type\".");
            }
        }
    }

    private static void Optional<T>(JsonObject parent, string key, string kind, string where)
        where T : JsonNode
    {
        if (parent[key] is not (null or T))
        {
            throw new NotebookException($"{where} has a \"{key}\" that is not {kind}.");
        }
    }

    private static bool IsMultiline(JsonNode? node) => node switch
    {
        JsonValue value => value.TryGetValue(out string? _),
        JsonArray lines => lines.All(line => line is JsonValue value && value.TryGetValue(out string? _)),
        _ => false,
    };

    /// <summary>Half a surrogate pair written as an escape is valid JSON, but no text; it fails only when it is read.</summary>
    private static void CheckStrings(JsonObject root, string name)
    {
        var open = new Stack<JsonNode>([root]);
        try
        {
            while (open.TryPop(out JsonNode? node))
            {
                IEnumerable<JsonNode?> children = node switch
                {
                    JsonObject members => members.Select(member => member.Value),
                    JsonArray items => items,
                    _ => [],
                };
                foreach (JsonNode child in children.OfType<JsonNode>())
                {
                    _ = child is JsonValue value && value.TryGetValue(out string? _);
                    open.Push(child);
                }
            }
        }
        catch (InvalidOperationException error)
        {
            throw new NotebookException($"{name}: holds an escape such as \\ud800 that is no character.", error);
        }
    }
}
