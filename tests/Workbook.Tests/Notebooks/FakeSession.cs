using Workbook.Scripting;

namespace Workbook.Tests.Notebooks;

/// <summary>A session whose cells are answered by the test: code to what happens.</summary>
internal sealed class FakeSession(Func<CellRequest, ICellOutput, CancellationToken, Task<CellResult>> execute) : ISession
{
    public static readonly CellResult Nothing = new(null, null);

    public FakeSession(Action<CellRequest, ICellOutput> execute)
        : this((cell, output, _) =>
        {
            execute(cell, output);
            return Task.FromResult(Nothing);
        })
    {
    }

    public List<CellRequest> Requests { get; } = [];

    public IReadOnlyDictionary<string, string> Comms => new Dictionary<string, string>();

    public Task WarmUpAsync() => Task.CompletedTask;

    public Task<CellResult> ExecuteAsync(CellRequest cell, ICellOutput output, CancellationToken interrupt)
    {
        Requests.Add(cell);
        return execute(cell, output, interrupt);
    }

    public Task<CellResult> EvaluateAsync(string expression, CancellationToken interrupt) => Task.FromResult(Nothing);

    public Task<CompletionList> CompleteAsync(string code, int position, CancellationToken cancellation) =>
        Task.FromResult(new CompletionList([], position, position));

    public Task<MimeBundle?> InspectAsync(string code, int position, int detail, CancellationToken cancellation) =>
        Task.FromResult<MimeBundle?>(null);

    public Completeness IsComplete(string code) => new("complete");

    public Task ReceiveCommAsync(CommMessage message, ICellOutput output) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

internal sealed class SilentProgress : Workbook.Notebooks.IRunProgress
{
    public void Started(int number, int total, string source)
    {
    }

    public void Ended(TimeSpan elapsed, string? error, bool tolerated)
    {
    }
}
