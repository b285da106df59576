namespace Workbook.Scripting;

/// <summary>Where exceptions go that nobody caught: of threads that a cell started, and of tasks it forgot.</summary>
public static class BackgroundErrors
{
    /// <summary>Writes the exception to the standard error of the cell it belongs to: the one that started the
    /// throwing thread where that is known, else the one executed last, else the process's own.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="where">What threw it: <c>a background thread</c>, <c>a task that nobody awaited</c>.</param>
    public static void Report(Exception exception, string where)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var error = ExceptionReport.Describe(exception);
        var text = $"Unhandled exception on {where}:\n{string.Join('\n', error.Traceback)}\n";
        if ((CellScope.Current ?? CellScope.Latest) is { } cell) cell.Output.Write(OutputStream.Error, text);
        else Console.Error.Write(text);
    }
}
