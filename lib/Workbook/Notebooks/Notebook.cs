using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbook.Notebooks;

/// <summary>A Jupyter notebook (nbformat 4). Unknown keys, key order, number spellings and the minor version
/// survive reading and writing, so a notebook that nothing changed is written back byte for byte as nbformat wrote it.</summary>
public sealed class Notebook
{
    private readonly JsonObject root;
    private readonly List<NotebookCell> cells;
    private readonly bool endsWithNewline;

    private Notebook(JsonObject root, bool endsWithNewline)
    {
        this.root = root;
        this.endsWithNewline = endsWithNewline;
        cells = [.. root["cells"]!.AsArray().Select(cell => new NotebookCell(cell!.AsObject()))];
    }

    /// <summary>The cells, in order.</summary>
    public IReadOnlyList<NotebookCell> Cells => cells;

    /// <summary>The second number of the notebook's format version, 4.minor.</summary>
    public int Minor => root["nbformat_minor"]!.GetValue<int>();

    /// <summary>The notebook's metadata; made where the file has none.</summary>
    public JsonObject Metadata
    {
        get
        {
            if (root["metadata"] is not JsonObject metadata)
            {
                root["metadata"] = metadata = [];
            }

            return metadata;
        }
    }

    /// <summary>Reads a notebook from a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NotebookException">It is missing or is no notebook of nbformat 4.</exception>
    public static Notebook Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NotebookException($"{path}: cannot be read: {error.Message}", error);
        }

        return Parse(bytes, path);
    }

    /// <summary>Reads a notebook from bytes.</summary>
    /// <param name="utf8">The file's content.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="NotebookException">It is no notebook of nbformat 4.</exception>
    public static Notebook Parse(ReadOnlySpan<byte> utf8, string name)
    {
        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        JsonNode? node;
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
            node = JsonNode.Parse(text, documentOptions: new() { MaxDepth = 200, AllowDuplicateProperties = false });
        }
        catch (DecoderFallbackException error)
        {
            throw new NotebookException($"{name}: is not UTF-8 text (byte {error.Index}), so it is no notebook.", error);
        }
        catch (JsonException error)
        {
            long line = (error.LineNumber ?? 0) + 1;
            throw new NotebookException($"{name}: is not valid JSON near line {line}, so it is no notebook.", error);
        }

        JsonObject root = NotebookValidator.Validate(node, name);
        return new Notebook(root, utf8.Length > 0 && utf8[^1] == (byte)'\n');
    }

    /// <summary>Puts a cell before the cell at an index.</summary>
    /// <param name="index">Where it stands afterwards.</param>
    /// <param name="cell">The cell.</param>
    public void Insert(int index, NotebookCell cell)
    {
        root["cells"]!.AsArray().Insert(index, cell.Json);
        cells.Insert(index, cell);
    }

    /// <summary>Takes a cell out.</summary>
    /// <param name="index">Which.</param>
    public void RemoveAt(int index)
    {
        root["cells"]!.AsArray().RemoveAt(index);
        cells.RemoveAt(index);
    }

    /// <summary>The file's text: one-space indent as nbformat writes it, ids where the version asks for them.</summary>
    public string ToJson()
    {
        if (Minor >= 5)
        {
            CellIds.Complete(cells);
        }

        return NotebookJson.Write(root) + (endsWithNewline ? "\n" : "");
    }

    /// <summary>Writes the notebook through a temporary file beside it, so that no half-written file is left behind.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    public void Save(string path)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string temporary = $"{full}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, ToJson());
        File.Move(temporary, full, overwrite: true);
    }
}
