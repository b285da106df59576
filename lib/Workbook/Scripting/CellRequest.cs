using System.Text.Json.Nodes;

namespace Workbook.Scripting;

/// <summary>What a front end or the runner asks a session to execute.</summary>
/// <param name="Code">The cell's source.</param>
/// <param name="Number">The number in <c>In [number]</c>; it names the cell in error messages.</param>
public sealed record CellRequest(string Code, int Number)
{
    /// <summary>No execution result, no history entry.</summary>
    public bool Silent { get; init; }

    /// <summary>Whether the cell may ask the reader for input.</summary>
    public bool AllowInput { get; init; } = true;

    /// <summary>The cell's metadata as the front end sent it; names the kernel of a polyglot notebook's cell.</summary>
    public JsonObject Metadata { get; init; } = [];
}
