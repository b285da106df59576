namespace Workbook.Notebooks;

/// <summary>How a notebook is executed.</summary>
public sealed record RunOptions
{
    /// <summary>Values for parameters, by name, as typed.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>How long one cell may run; <see langword="null"/> for no limit.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>How long an interrupted cell may take to stop before the runner gives the notebook up.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Go on after a cell that failed.</summary>
    public bool AllowErrors { get; init; }

    /// <summary>Note in each cell's metadata when it ran, as nbclient does. Files to be committed go without.</summary>
    public bool RecordTiming { get; init; }
}

/// <summary>How a notebook's run ended.</summary>
/// <param name="Failure">The first cell that failed without leave, or <see langword="null"/>.</param>
/// <param name="Executed">Number of code cells that ran.</param>
/// <param name="Elapsed">From the first cell's start to the last one's end.</param>
public sealed record RunResult(CellFailure? Failure, int Executed, TimeSpan Elapsed);

/// <summary>A cell that failed.</summary>
/// <param name="Cell">The number in <c>In [n]</c> of the cell that ran.</param>
/// <param name="Line">The line in it, counted from 1, where known.</param>
/// <param name="Message">Type and message of the exception.</param>
/// <param name="Origin">Where else the error happened: a function of an earlier cell; usually <see langword="null"/>.</param>
public sealed record CellFailure(int Cell, int? Line, string Message, string? Origin = null)
{
    /// <summary>One line for the terminal: notebook, cell, line, message.</summary>
    /// <param name="notebook">What the notebook is called.</param>
    public string Describe(string notebook)
    {
        string line = Line is { } number ? $", line {number}" : "";
        string origin = Origin is null ? "" : $" (called from there: {Origin})";
        return $"{notebook}, cell {Cell}{line}: {Message}{origin}";
    }
}

/// <summary>Follows a run cell by cell.</summary>
public interface IRunProgress
{
    /// <summary>A cell starts.</summary>
    /// <param name="number">The number in <c>In [n]</c>.</param>
    /// <param name="total">Number of cells to execute.</param>
    /// <param name="source">The cell's text.</param>
    void Started(int number, int total, string source);

    /// <summary>The cell has ended.</summary>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="error">Its error, or <see langword="null"/>.</param>
    /// <param name="tolerated">Whether the run goes on in spite of the error.</param>
    void Ended(TimeSpan elapsed, string? error, bool tolerated);
}
