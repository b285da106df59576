using System.Collections.Immutable;

namespace Workbook.Scripting;

/// <summary>A C# session on Roslyn's script compilations.</summary>
public sealed partial class Session : ISession
{
    private static int _sessions;

    private readonly SubmissionCompiler _compiler;
    private readonly SubmissionRunner _runner;
    private readonly CellLoadContext _context;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Starts a session. Nothing is compiled before <see cref="WarmUpAsync"/> or the first cell.</summary>
    public Session()
    {
        ConsoleCapture.Install();
        var id = Interlocked.Increment(ref _sessions);
        _context = new CellLoadContext($"session {id}");
        _runner = new SubmissionRunner(_context);
        _compiler = new SubmissionCompiler($"cells-{id}-", DefaultImports);
    }

    /// <summary>What every cell sees without a using.</summary>
    internal static ImmutableArray<string> DefaultImports { get; } =
    [
        "System", "System.IO", "System.Text", "System.Collections", "System.Collections.Generic", "System.Linq",
        "System.Threading", "System.Threading.Tasks",
    ];

    /// <inheritdoc/>
    public Task WarmUpAsync() => Task.Run(async () =>
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            var warm = _compiler.Compile(new SubmissionSource("await Task.CompletedTask; 1 + 1", ""), default);
            _compiler.Commit(warm);
            await _runner.Load(warm)().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    });

    /// <inheritdoc/>
    public async Task<CellResult> ExecuteAsync(CellRequest cell, ICellOutput output, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(output);
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            using (CellScope.Enter(this, cell, output, interrupt))
                return await RunAsync(cell, commit: true, interrupt).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<CellResult> EvaluateAsync(string expression, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var cell = new CellRequest(expression, 0) { Silent = true, AllowInput = false };
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            using (CellScope.Enter(this, cell, SilentOutput.Instance, interrupt))
                return await RunAsync(cell, commit: false, interrupt).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public Task<CompletionList> CompleteAsync(string code, int position, CancellationToken cancellation) =>
        Task.FromResult(new CompletionList([], position, position));

    /// <inheritdoc/>
    public Task<MimeBundle?> InspectAsync(string code, int position, int detail, CancellationToken cancellation) =>
        Task.FromResult<MimeBundle?>(null);

    /// <inheritdoc/>
    public Completeness IsComplete(string code) => new("complete");

    /// <inheritdoc/>
    public Task ReceiveCommAsync(CommMessage message, ICellOutput output) => Task.CompletedTask;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Comms { get; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<CellResult> RunAsync(CellRequest cell, bool commit, CancellationToken interrupt)
    {
        try
        {
            var source = new SubmissionSource(cell.Code, ErrorReport.CellPath(cell.Number));
            var submission = _compiler.Compile(source, interrupt);
            if (commit) _compiler.Commit(submission);
            var outcome = await CellThread.RunAsync(_runner.Load(submission), interrupt).ConfigureAwait(false);
            if (outcome.Interrupted) return new CellResult(null, ErrorReport.Interrupted(outcome.Abandoned));
            if (outcome.Exception is { } e) return new CellResult(null, ExceptionReport.Describe(e));
            var value = submission.HasValue ? MimeBundle.Text(outcome.Value?.ToString() ?? "<null>") : null;
            return new CellResult(value, null);
        }
        catch (CompilationFailedException failure)
        {
            return new CellResult(null, ErrorReport.Describe(failure));
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return new CellResult(null, ErrorReport.Interrupted(abandoned: false));
        }
    }
}
