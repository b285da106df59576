using Workbook.Display;
using Workbook.Widgets;

namespace Workbook.Scripting;

/// <summary>A C# session on Roslyn's script compilations.</summary>
public sealed partial class Session : ISession
{
    private static int _sessions;

    private readonly ScriptEngine _engine;
    private readonly SessionState _state;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Starts a session. Nothing is compiled before <see cref="WarmUpAsync"/> or the first cell.</summary>
    /// <param name="folder">The notebook's folder, to which paths of <c>#load</c> and <c>#r</c> are relative; the
    /// folder
    /// of the notebook that Jupyter names in <c>JPY_SESSION_NAME</c>, or the working directory, unless given.</param>
    public Session(string? folder = null)
    {
        ConsoleCapture.Install();
        CellDisplay.Install();
        _engine = new ScriptEngine($"cells-{Interlocked.Increment(ref _sessions)}");
        Kernel = new SessionKernel(_engine);
        _state = new SessionState(_engine, folder ?? NotebookFolder());
    }

    /// <summary>The session as libraries see it that were written for .NET Interactive.</summary>
    internal SessionKernel Kernel { get; }

    /// <summary>The session's widgets.</summary>
    internal WidgetManager Widgets { get; } = new();

    /// <inheritdoc/>
    public Task WarmUpAsync() => Task.Run(() => InTurnAsync(async () =>
    {
        var warm = new SubmissionSource("var warm = new[] { 1 }.ToList(); await Task.CompletedTask; warm.Count", "");
        await _engine.RunAsync(warm, commit: false, CancellationToken.None).ConfigureAwait(false);
        return true;
    }));

    /// <inheritdoc/>
    public Task<CellResult> ExecuteAsync(CellRequest cell, ICellOutput output, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(output);
        return InTurnAsync(() => RunAsync(cell, output, commit: true, interrupt));
    }

    /// <inheritdoc/>
    public Task<CellResult> EvaluateAsync(string expression, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var cell = new CellRequest(expression, 0) { Silent = true, AllowInput = false };
        return InTurnAsync(() => RunAsync(cell, SilentOutput.Instance, commit: false, interrupt));
    }

    /// <inheritdoc/>
    public Task<CompletionList> CompleteAsync(string code, int position, CancellationToken cancellation) =>
        Task.Run(() => new Completer(_engine.Compiler).Complete(code, position, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<MimeBundle?> InspectAsync(string code, int position, int detail, CancellationToken cancellation) =>
        Task.Run(() => new Inspector(_engine.Compiler).Inspect(code, position, detail, cancellation), cancellation);

    /// <inheritdoc/>
    public Completeness IsComplete(string code) => CompletenessCheck.Of(code);

    /// <inheritdoc/>
    public Task ReceiveCommAsync(CommMessage message, ICellOutput output)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(output);
        return Task.Run(() => ReceiveComm(message, output));
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Comms => Widgets.Comms;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void ReceiveComm(CommMessage message, ICellOutput output)
    {
        using var scope = CellScope.Enter(this, new CellRequest("", 0), output, CancellationToken.None);
        try
        {
            Widgets.Receive(message, output);
        }
        catch (Exception exception)
        {
            var error = ExceptionReport.Describe(exception);
            output.Write(OutputStream.Error, string.Join('\n', error.Traceback) + "\n");
        }
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> action)
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            return await action().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<CellResult> RunAsync(
        CellRequest cell, ICellOutput output, bool commit, CancellationToken interrupt)
    {
        using var scope = CellScope.Enter(this, cell, output, interrupt);
        try
        {
            var execution = new CellExecution(_state, cell, output, interrupt);
            return new CellResult(await execution.ExecuteAsync(commit).ConfigureAwait(false), null);
        }
        catch (CompilationFailedException failure)
        {
            return new CellResult(null, ErrorReport.Describe(failure));
        }
        catch (DirectiveException failure)
        {
            return new CellResult(null, ErrorReport.Describe(failure));
        }
        catch (CellFailedException failure)
        {
            return new CellResult(null, ErrorReport.Describe(failure.Outcome));
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return new CellResult(null, ErrorReport.Interrupted(abandoned: false));
        }
    }

    private static string? NotebookFolder() =>
        Environment.GetEnvironmentVariable("JPY_SESSION_NAME") is { Length: > 0 } notebook
            && Path.IsPathRooted(notebook)
            ? Path.GetDirectoryName(notebook) : null;
}
