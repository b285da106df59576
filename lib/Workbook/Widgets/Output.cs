using System.Text.Json.Nodes;
using Workbook.Scripting;

namespace Workbook.Widgets;

/// <summary>A place for output: what code run in it prints and displays is shown there.</summary>
public sealed class Output : Control
{
    /// <summary>Creates an empty place.</summary>
    public Output()
        : base("Output", null, WidgetProtocol.Output)
    {
        Set("msg_id", "");
        Set("outputs", new JsonArray());
    }

    /// <summary>Runs code whose output goes here. What it throws is shown here, too.</summary>
    /// <param name="code">The code.</param>
    /// <param name="clear">Whether the output that is here goes first; it stays visible until the new one
    /// comes.</param>
    public void Capture(Action code, bool clear = false)
    {
        ArgumentNullException.ThrowIfNull(code);
        CaptureAsync(() =>
        {
            code();
            return Task.CompletedTask;
        }, clear).GetAwaiter().GetResult();
    }

    /// <summary>Runs code whose output goes here. What it throws is shown here, too.</summary>
    /// <param name="code">The code.</param>
    /// <param name="clear">Whether the output that is here goes first; it stays visible until the new one
    /// comes.</param>
    public async Task CaptureAsync(Func<Task> code, bool clear = false)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (CellScope.Current is not { } cell)
        {
            await code().ConfigureAwait(false);
            return;
        }

        var capture = new OutputCapture(this, clear ? [] : Stored(), cell.Output);
        using var scope = CellScope.Enter(cell.Session, cell.Request, capture, cell.Token);
        try
        {
            await code().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException
            || !cell.Token.IsCancellationRequested)
        {
            capture.Fail(ExceptionReport.Describe(exception));
        }
        finally
        {
            capture.Flush();
        }
    }

    /// <summary>Empties it.</summary>
    public void Clear() => Show([]);

    /// <inheritdoc/>
    public override string ToString() => $"Output({Stored().Count} outputs)";

    internal void Show(JsonArray outputs) => Set("outputs", outputs);

    private JsonArray Stored() => Snapshot()["outputs"] is JsonArray outputs ? (JsonArray)outputs.DeepClone() : [];
}
