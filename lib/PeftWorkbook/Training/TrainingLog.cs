using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace PeftWorkbook.Training;

/// <summary>
/// A file with a line of JSON for every step and evaluation, written as they happen. A resumed training goes on behind the
/// checkpoint's step; what was logged later, and is done again, is taken out.
/// </summary>
internal sealed class TrainingLog : IDisposable
{
    /// <summary>Names as in Python's logs, and NaN as a word.</summary>
    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly StreamWriter _writer;

    internal TrainingLog(string path, int resumedFrom)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string[] kept = resumedFrom > 0 && File.Exists(path) ? [.. File.ReadLines(path).Where(l => StepOf(l) <= resumedFrom)] : [];
        _writer = new(path, append: false, new UTF8Encoding(false)) { AutoFlush = true };
        foreach (var line in kept)
        {
            _writer.WriteLine(line);
        }
    }

    /// <summary>Writes one line: what it is, and its fields.</summary>
    internal void Write<T>(string kind, T entry)
    {
        var line = new JsonObject { ["kind"] = kind };
        foreach (var (name, value) in (JsonObject)JsonSerializer.SerializeToNode(entry, Json)!)
        {
            line[name] = value?.DeepClone();
        }

        _writer.WriteLine(line.ToJsonString(Json));
    }

    public void Dispose() => _writer.Dispose();

    // A line that was cut off by a crash is none.
    private static int StepOf(string line)
    {
        try
        {
            return JsonNode.Parse(line)?["step"]?.GetValue<int>() ?? int.MaxValue;
        }
        catch (JsonException)
        {
            return int.MaxValue;
        }
    }
}
