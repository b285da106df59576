using Workbook.Scripting;
using Xunit;

namespace Workbook.Tests.Scripting;

/// <summary>A session whose cells are numbered from 1.</summary>
internal sealed class SessionHarness(string? folder = null) : IAsyncDisposable
{
    private int _number;

    public Session Session { get; } = new(folder);

    /// <summary>Runs a cell that may fail.</summary>
    public Task<(CellResult Result, RecordingOutput Output)> TryAsync(string code, RecordingOutput? output = null) =>
        InterruptibleAsync(code, output ?? new RecordingOutput(), CancellationToken.None);

    /// <summary>Runs a cell that may fail or be interrupted.</summary>
    public async Task<(CellResult Result, RecordingOutput Output)> InterruptibleAsync(
        string code, RecordingOutput output, CancellationToken interrupt)
    {
        var result = await Session.ExecuteAsync(new CellRequest(code, ++_number), output, interrupt);
        return (result, output);
    }

    /// <summary>Runs a cell that must succeed.</summary>
    public async Task<RecordingOutput> RunAsync(string code)
    {
        var (result, output) = await TryAsync(code);
        Assert.True(result.Succeeded, Text(result));
        return output;
    }

    /// <summary>Runs a cell that must succeed and gives its value's plain text.</summary>
    public async Task<string?> ValueAsync(string code)
    {
        var (result, _) = await TryAsync(code);
        Assert.True(result.Succeeded, Text(result));
        return (string?)result.Value?.Data["text/plain"];
    }

    /// <summary>Runs a cell that must fail.</summary>
    public async Task<CellError> FailAsync(string code)
    {
        var (result, _) = await TryAsync(code);
        Assert.NotNull(result.Error);
        return result.Error;
    }

    public ValueTask DisposeAsync() => Session.DisposeAsync();

    private static string Text(CellResult result) => string.Join('\n', result.Error?.Traceback ?? []);
}
