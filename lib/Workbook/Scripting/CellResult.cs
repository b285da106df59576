using System.Text.Json.Nodes;

namespace Workbook.Scripting;

/// <summary>How a cell ended.</summary>
/// <param name="Value">The last expression's value as shown, or <see langword="null"/> where there is none.</param>
/// <param name="Error">Why the cell failed, or <see langword="null"/> where it did not.</param>
public sealed record CellResult(MimeBundle? Value, CellError? Error)
{
    /// <summary>Whether the cell ran to its end.</summary>
    public bool Succeeded => Error is null;

    /// <summary>Pager texts and next inputs, as Jupyter's <c>payload</c> carries them.</summary>
    public IReadOnlyList<JsonObject> Payload { get; init; } = [];
}

/// <summary>An error as Jupyter shows it.</summary>
/// <param name="Name">The exception's type name; <c>CompilationError</c> for code that does not compile;
/// <c>KeyboardInterrupt</c> for an interrupted cell.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Traceback">Lines for the reader; a frame in a cell reads <c>Cell In[N], line L</c>.</param>
/// <param name="Cell">Number of the cell the error happened in, where known.</param>
/// <param name="Line">Line within that cell, counted from 1, where known.</param>
public sealed record CellError(
    string Name, string Message, IReadOnlyList<string> Traceback, int? Cell = null, int? Line = null);
