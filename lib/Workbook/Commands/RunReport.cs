using System.Text.Json;

namespace Workbook.Commands;

/// <summary>What a child process says about its notebook; it writes this as JSON, again at each cell.</summary>
internal sealed record RunReport
{
    /// <summary>The notebook's full path.</summary>
    public required string Notebook { get; init; }

    /// <summary>The sentence about what went wrong, or <see langword="null"/>.</summary>
    public string? Problem { get; init; }

    /// <summary>Number of cells executed; while the notebook runs, the number of the running one.</summary>
    public int Cells { get; init; }

    /// <summary>Whether the child reached its end.</summary>
    public bool Complete { get; init; }

    /// <summary>How long the cells took together.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>What was written.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Writes the report.</summary>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this));

    /// <summary>Reads a report; <see langword="null"/> where the child wrote none.</summary>
    public static RunReport? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunReport>(File.ReadAllText(path));
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return null;
        }
    }
}
