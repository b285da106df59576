using System.Diagnostics;
using System.Text.Json.Nodes;
using Workbook.Scripting;

namespace Workbook.Widgets;

/// <summary>Collects output as a notebook stores it and shows it in an <see cref="Output"/> widget, a few times a
/// second
/// at most.</summary>
/// <param name="widget">Where it is shown.</param>
/// <param name="outputs">What is there already.</param>
/// <param name="cell">The cell's own output: comms and input go on there.</param>
internal sealed class OutputCapture(Output widget, JsonArray outputs, ICellOutput cell) : ICellOutput
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, JsonObject> _byId = [];
    private readonly Stopwatch _sinceShown = Stopwatch.StartNew();
    private bool _clearFirst;

    /// <inheritdoc/>
    public void Write(OutputStream stream, string text) => Change(() =>
    {
        var name = stream == OutputStream.Out ? "stdout" : "stderr";
        if (outputs.LastOrDefault() is JsonObject last && (string?)last["output_type"] == "stream"
            && (string?)last["name"] == name)
            last["text"] = (string?)last["text"] + text;
        else
            outputs.Add(new JsonObject { ["output_type"] = "stream", ["name"] = name, ["text"] = text });
    });

    /// <inheritdoc/>
    public void Display(MimeBundle bundle, string? displayId) => Change(() =>
    {
        var shown = Entry(bundle);
        outputs.Add(shown);
        if (displayId is not null) _byId[displayId] = shown;
    });

    /// <inheritdoc/>
    public void Update(MimeBundle bundle, string displayId)
    {
        lock (_gate)
        {
            if (!_byId.ContainsKey(displayId))
            {
                cell.Update(bundle, displayId);
                return;
            }
        }

        Change(() =>
        {
            var fresh = Entry(bundle);
            var index = outputs.IndexOf(_byId[displayId]);
            if (index >= 0) outputs[index] = fresh;
            _byId[displayId] = fresh;
        });
    }

    /// <inheritdoc/>
    public void Clear(bool wait)
    {
        if (wait)
        {
            lock (_gate) _clearFirst = true;
            return;
        }

        Change(() =>
        {
            outputs.Clear();
            _byId.Clear();
        });
    }

    /// <inheritdoc/>
    public void SendComm(CommMessage message) => cell.SendComm(message);

    /// <inheritdoc/>
    public Task<string> ReadInputAsync(string prompt, bool password, CancellationToken cancellation) =>
        cell.ReadInputAsync(prompt, password, cancellation);

    /// <summary>Shows an error.</summary>
    /// <param name="error">The error.</param>
    public void Fail(CellError error) => Change(() => outputs.Add(new JsonObject
    {
        ["output_type"] = "error",
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(l => (JsonNode)l)]),
    }));

    /// <summary>Shows what has been collected.</summary>
    public void Flush()
    {
        lock (_gate) Show();
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            if (_clearFirst) outputs.Clear();
            _clearFirst = false;
            change();
            if (_sinceShown.Elapsed >= Period) Show();
        }
    }

    private void Show()
    {
        _sinceShown.Restart();
        widget.Show((JsonArray)outputs.DeepClone());
    }

    private static JsonObject Entry(MimeBundle bundle) => new()
    {
        ["output_type"] = "display_data",
        ["data"] = bundle.Data.DeepClone(),
        ["metadata"] = bundle.Metadata.DeepClone(),
    };
}
