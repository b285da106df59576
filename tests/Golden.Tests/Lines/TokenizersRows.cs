using System.Text.Json;
using PeftWorkbook.Text;

namespace Golden.Tests.Lines;

/// <summary>Reads the rows of the tokenizer lines, and finds the tokenizers that they name.</summary>
internal static class TokenizerRows
{
    internal static List<JsonElement> Read(string path)
    {
        List<JsonElement> rows = [];
        foreach (var line in File.ReadLines(path).Where(l => l.Length > 0))
        {
            using var row = JsonDocument.Parse(line);
            rows.Add(row.RootElement.Clone());
        }

        return rows;
    }

    /// <summary>A tokenizer of the hub by the name of its line.</summary>
    internal static TextTokenizer Load(string name, string hub)
    {
        var folder = Path.Combine(hub, "tokenizers", name);
        return name switch
        {
            "llama-2" => TextTokenizer.LoadSentencePiece(Path.Combine(folder, "tokenizer.model")),
            "llama-2-hf" => TextTokenizer.Load(Path.Combine(hub, "tokenizers", "llama-2")),
            "smollm2" => TextTokenizer.Load(Path.Combine(hub, "models", "HuggingFaceTB", "SmolLM2-135M-Instruct-GGUF")),
            _ => TextTokenizer.Load(folder),
        };
    }

    internal static List<int> Integers(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetInt32())];

    internal static List<(int Start, int End)> Ranges(JsonElement list) =>
        [.. list.EnumerateArray().Select(r => (r[0].GetInt32(), r[1].GetInt32()))];

    /// <summary>Ranges in UTF-16 units as ranges in code points.</summary>
    internal static List<(int Start, int End)> InCodePoints(string text, IEnumerable<(int Start, int End)> ranges)
    {
        var points = new int[text.Length + 1];
        for (var i = 0; i < text.Length; i++)
        {
            points[i + 1] = points[i] + (char.IsLowSurrogate(text[i]) ? 0 : 1);
        }

        return [.. ranges.Select(r => (points[r.Start], points[r.End]))];
    }
}
