using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Workbook.Scripting;

namespace Workbook.Tests.Protocol;

/// <summary>A session whose "code" is the name of a test's delegate.</summary>
internal sealed class ScriptedSession : ISession
{
    public delegate Task<CellResult> Cell(CellRequest request, ICellOutput output, CancellationToken interrupt);

    public ConcurrentDictionary<string, Cell> Cells { get; } = new();

    public ConcurrentQueue<CellRequest> Executed { get; } = new();

    public ConcurrentDictionary<string, string> OpenComms { get; } = new();

    public IReadOnlyDictionary<string, string> Comms => OpenComms;

    public bool IsWarm { get; private set; }

    public Task WarmUpAsync()
    {
        IsWarm = true;
        return Task.CompletedTask;
    }

    public Task<CellResult> ExecuteAsync(CellRequest cell, ICellOutput output, CancellationToken interrupt)
    {
        Executed.Enqueue(cell);
        if (Cells.TryGetValue(cell.Code, out var run))
            return run(cell, output, interrupt);
        if (cell.Code.StartsWith("print ", StringComparison.Ordinal))
            output.Write(OutputStream.Out, cell.Code[6..]);
        return Task.FromResult(cell.Code switch
        {
            "throw" => new CellResult(null, new CellError("Exception", "boom", ["Cell In[1], line 1", "boom"])),
            "crash" => throw new InvalidOperationException("the session itself failed"),
            _ when cell.Code.StartsWith("value ", StringComparison.Ordinal)
                => new CellResult(MimeBundle.Text(cell.Code[6..]), null),
            _ => new CellResult(null, null),
        });
    }

    public Task<CellResult> EvaluateAsync(string expression, CancellationToken interrupt)
        => ExecuteAsync(new CellRequest(expression, 0), null!, interrupt);

    public Task<CompletionList> CompleteAsync(string code, int position, CancellationToken cancellation)
    {
        var start = code.LastIndexOfAny(['.', ' '], Math.Max(0, position - 1)) + 1;
        return Task.FromResult(new CompletionList(
            [new("WriteLine", "function", "void WriteLine()"), new("WriteLine", "function", null), new("Write", "function", null)],
            start,
            position));
    }

    public Task<MimeBundle?> InspectAsync(string code, int position, int detail, CancellationToken cancellation)
        => Task.FromResult(code.Length == 0 ? null : MimeBundle.Text($"{code[..position]}|{detail}"));

    public Completeness IsComplete(string code)
        => code.EndsWith('{') ? new Completeness("incomplete", "    ") : new Completeness("complete");

    public Task ReceiveCommAsync(CommMessage message, ICellOutput output)
    {
        switch (message)
        {
            case { Type: "comm_open", TargetName: "known" }:
                OpenComms[message.CommId] = "known";
                break;
            case { Type: "comm_msg" } when OpenComms.ContainsKey(message.CommId):
                output.SendComm(message with { Data = new JsonObject { ["echo"] = message.Data.DeepClone() } });
                break;
            case { Type: "comm_close" }:
                OpenComms.TryRemove(message.CommId, out _);
                break;
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
