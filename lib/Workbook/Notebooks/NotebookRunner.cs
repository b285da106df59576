using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbook.Scripting;

namespace Workbook.Notebooks;

/// <summary>Executes a notebook's code cells in order on a session and puts what they show into the notebook.</summary>
/// <param name="session">A fresh session.</param>
/// <param name="progress">Follows the run.</param>
public sealed partial class NotebookRunner(ISession session, IRunProgress progress)
{
    /// <summary>Executes the notebook. Its outputs are replaced also when a cell fails, so that it can be saved and read.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Interrupts the running cell and ends the run.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="NotebookException">It is in another language, or a parameter does not fit.</exception>
    public async Task<RunResult> RunAsync(
        Notebook notebook, string name, RunOptions options, CancellationToken cancellation)
    {
        NotebookLanguage.Demand(notebook, name);
        ParameterCell.Inject(notebook, options.Parameters, name);
        List<NotebookCell> cells = [.. notebook.Cells.Where(cell => cell.Kind == CellKind.Code)];
        foreach (NotebookCell cell in cells)
        {
            cell.Outputs = [];
            cell.ExecutionCount = null;
            cell.Metadata.Remove("execution");
        }

        var recorder = new NotebookRecorder();
        var recorded = new List<(NotebookCell Cell, CellRecorder Output)>();
        var clock = Stopwatch.StartNew();
        CellFailure? failure = null;
        cells.RemoveAll(IsSkipped);
        for (int i = 0; i < cells.Count && failure is null; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            CellRecorder output = recorder.Begin();
            recorded.Add((cells[i], output));
            progress.Started(i + 1, cells.Count, cells[i].Source);
            failure = await RunCellAsync(cells[i], i + 1, output, options, cancellation);
        }

        foreach ((NotebookCell cell, CellRecorder output) in recorded)
        {
            cell.Outputs = output.ToJson();
        }

        recorder.Widgets.Store(notebook);
        NotebookLanguage.Write(notebook);
        return new(failure, recorded.Count, clock.Elapsed);
    }

    /// <summary>Front ends never send a cell without code, and the tag says so outright.</summary>
    private static bool IsSkipped(NotebookCell cell) =>
        cell.HasTag("skip-execution") || string.IsNullOrWhiteSpace(cell.Source);

    private async Task<CellFailure?> RunCellAsync(
        NotebookCell cell, int number, CellRecorder output, RunOptions options, CancellationToken cancellation)
    {
        DateTime started = DateTime.UtcNow;
        var clock = Stopwatch.StartNew();
        (CellResult result, bool stuck) = await ExecuteAsync(cell, number, output, options, cancellation);
        TimeSpan elapsed = clock.Elapsed;
        cell.ExecutionCount = number;
        output.End(result, number);
        if (options.RecordTiming)
        {
            NoteTiming(cell, started, started + elapsed);
        }

        bool tolerated = !stuck && !cancellation.IsCancellationRequested
            && (options.AllowErrors || cell.HasTag("raises-exception"));
        CellFailure? failure = result.Error is { } error ? Failure(error, number) : Missed(cell, number);
        bool counts = failure is not null && !(tolerated && result.Error is not null);
        progress.Ended(elapsed, failure?.Message, !counts);
        return counts ? failure : null;
    }

    /// <summary>The tag promises an exception; a cell that bears it and raises none no longer shows what it should.</summary>
    private static CellFailure? Missed(NotebookCell cell, int number) => cell.HasTag("raises-exception")
        ? new(number, null, "is tagged raises-exception, but raised none.")
        : null;

    private async Task<(CellResult Result, bool Stuck)> ExecuteAsync(
        NotebookCell cell, int number, CellRecorder output, RunOptions options, CancellationToken cancellation)
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var request = new CellRequest(cell.Source, number)
        {
            AllowInput = false,
            Metadata = cell.Metadata.DeepClone().AsObject(),
        };
        Task<CellResult> execution = Task.Run(() => session.ExecuteAsync(request, output, interrupt.Token), CancellationToken.None);
        TimeSpan limit = options.CellTimeout ?? Timeout.InfiniteTimeSpan;
        if (await EndsWithin(execution, limit, cancellation))
        {
            return (await execution, false);
        }

        await interrupt.CancelAsync();
        bool stopped = await EndsWithin(execution, options.StopGrace, CancellationToken.None);
        string reason = cancellation.IsCancellationRequested
            ? "the run was interrupted"
            : string.Create(CultureInfo.InvariantCulture, $"it ran longer than the limit of {limit.TotalSeconds:0.###} s");
        string message = stopped ? $"The cell was stopped: {reason}." : $"The cell was told to stop ({reason}), but still runs.";
        return (new CellResult(null, new CellError("TimeoutException", message, [message])), true);
    }

    private static async Task<bool> EndsWithin(Task task, TimeSpan limit, CancellationToken cancellation)
    {
        Task first = await Task.WhenAny(task, Delay(limit, cancellation));
        return first == task || task.IsCompleted;
    }

    private static async Task Delay(TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(limit, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The caller looks at which task ended, not at how.
        }
    }

    private static CellFailure Failure(CellError error, int number)
    {
        string text = Position().Replace(error.Message, "");
        string message = text.StartsWith(error.Name, StringComparison.Ordinal) ? text : $"{error.Name}: {text}";
        bool elsewhere = error.Cell is { } cell && cell != number;
        return elsewhere
            ? new(number, null, message, $"cell {error.Cell}{(error.Line is { } line ? $", line {line}" : "")}")
            : new(number, error.Line, message);
    }

    /// <summary>Where the error is comes first in the sentence already.</summary>
    [GeneratedRegex(@"\ACell In\[\d+\], line \d+: ")]
    private static partial Regex Position();

    private static void NoteTiming(NotebookCell cell, DateTime started, DateTime ended)
    {
        static string Iso(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        cell.Metadata["execution"] = new JsonObject
        {
            ["iopub.execute_input"] = Iso(started),
            ["iopub.status.busy"] = Iso(started),
            ["iopub.status.idle"] = Iso(ended),
            ["shell.execute_reply"] = Iso(ended),
        };
    }
}
