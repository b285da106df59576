using System.Text;
using System.Text.Json.Nodes;
using Workbook.Scripting;

namespace Workbook.Notebooks;

/// <summary>One output while the notebook runs; it may still grow (a stream) or change (a display id).</summary>
internal sealed class RecordedOutput
{
    private readonly JsonObject json;
    private readonly StringBuilder? text;

    private RecordedOutput(JsonObject json, StringBuilder? text = null, string? displayId = null)
    {
        this.json = json;
        this.text = text;
        DisplayId = displayId;
    }

    /// <summary>The id it can be updated by.</summary>
    public string? DisplayId { get; }

    /// <summary>Which stream it is, if it is one.</summary>
    public OutputStream? Stream { get; private init; }

    /// <summary>Characters in a stream.</summary>
    public int Length => text?.Length ?? 0;

    public static RecordedOutput OfStream(OutputStream stream)
    {
        var text = new StringBuilder();
        string name = stream == OutputStream.Out ? "stdout" : "stderr";
        return new(new JsonObject { ["name"] = name, ["output_type"] = "stream" }, text) { Stream = stream };
    }

    public static RecordedOutput OfDisplay(MimeBundle bundle, string? displayId)
    {
        var json = new JsonObject { ["data"] = null, ["metadata"] = null, ["output_type"] = "display_data" };
        var output = new RecordedOutput(json, displayId: displayId);
        output.Show(bundle);
        return output;
    }

    public static RecordedOutput OfResult(MimeBundle bundle, int number)
    {
        var output = new RecordedOutput(new JsonObject
        {
            ["data"] = null,
            ["execution_count"] = number,
            ["metadata"] = null,
            ["output_type"] = "execute_result",
        });
        output.Show(bundle);
        return output;
    }

    public static RecordedOutput OfError(CellError error) => new(new JsonObject
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["output_type"] = "error",
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
    });

    public void Append(string piece) => text!.Append(piece);

    /// <summary>Takes over the content of a bundle, sorted by MIME type as nbformat sorts it.</summary>
    public void Show(MimeBundle bundle)
    {
        var data = new JsonObject();
        foreach ((string mimeType, JsonNode? content) in bundle.Data.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            bool lines = MultilineText.IsSplit(mimeType) && content is JsonValue value && value.TryGetValue(out string? _);
            data[mimeType] = lines ? MultilineText.Split(MultilineText.Join(content)) : content?.DeepClone();
        }

        json["data"] = data;
        json["metadata"] = bundle.Metadata.DeepClone();
    }

    /// <summary>The output as nbformat has it.</summary>
    public JsonObject ToJson()
    {
        var copy = json.DeepClone().AsObject();
        if (text is not null)
        {
            copy["text"] = MultilineText.Split(TerminalText.Settle(text.ToString()));
        }

        return copy;
    }
}
