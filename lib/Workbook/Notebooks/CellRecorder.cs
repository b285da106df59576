using System.Text.Json.Nodes;
using Workbook.Scripting;

namespace Workbook.Notebooks;

/// <summary>Receives one cell's output and keeps it as nbformat stores it.</summary>
internal sealed class CellRecorder(NotebookRecorder notebook) : ICellOutput
{
    /// <summary>A loop that prints for ever must not fill the memory: 64 Mi characters a cell.</summary>
    private const int MostText = 64 << 20;

    private readonly List<RecordedOutput> outputs = [];
    private bool clearBeforeNext;
    private int written;

    /// <summary>The outputs so far; read under the notebook's lock.</summary>
    public IReadOnlyList<RecordedOutput> Recorded => outputs;

    /// <inheritdoc/>
    public void Write(OutputStream stream, string text)
    {
        lock (notebook.Gate)
        {
            ClearIfDue();
            if (written > MostText)
            {
                return;
            }

            written += text.Length;
            Open(stream).Append(written > MostText ? $"\n[The cell wrote more than {MostText} characters; the rest is dropped.]\n" : text);
        }
    }

    /// <inheritdoc/>
    public void Display(MimeBundle bundle, string? displayId) => Add(RecordedOutput.OfDisplay(bundle, displayId));

    /// <inheritdoc/>
    public void Update(MimeBundle bundle, string displayId) => notebook.Update(bundle, displayId);

    /// <inheritdoc/>
    public void Clear(bool wait)
    {
        lock (notebook.Gate)
        {
            clearBeforeNext = wait;
            if (!wait)
            {
                outputs.Clear();
                written = 0;
            }
        }
    }

    /// <inheritdoc/>
    public void SendComm(CommMessage message) => notebook.Widgets.Record(message);

    /// <inheritdoc/>
    public Task<string> ReadInputAsync(string prompt, bool password, CancellationToken cancellation) =>
        Task.FromException<string>(new InvalidOperationException(
            "The notebook runs without a reader, so a cell cannot ask for input; make it a parameter."));

    /// <summary>Adds how the cell ended: its value or its error.</summary>
    /// <param name="result">What the session returned.</param>
    /// <param name="number">The number in <c>Out[number]</c>.</param>
    public void End(CellResult result, int number)
    {
        if (result.Value is { } value)
        {
            Add(RecordedOutput.OfResult(value, number));
        }

        if (result.Error is { } error)
        {
            Add(RecordedOutput.OfError(error));
        }
    }

    /// <summary>The outputs as nbformat has them.</summary>
    public JsonArray ToJson()
    {
        lock (notebook.Gate)
        {
            return new JsonArray([.. outputs.Select(output => output.ToJson())]);
        }
    }

    private void Add(RecordedOutput output)
    {
        lock (notebook.Gate)
        {
            ClearIfDue();
            outputs.Add(output);
        }
    }

    private void ClearIfDue()
    {
        if (clearBeforeNext)
        {
            clearBeforeNext = false;
            outputs.Clear();
            written = 0;
        }
    }

    /// <summary>The stream's output that has no display behind it yet, as nbclient joins them, or a new one.</summary>
    private RecordedOutput Open(OutputStream stream)
    {
        for (int i = outputs.Count - 1; i >= 0 && outputs[i].Stream is { } other; i--)
        {
            if (other == stream)
            {
                return outputs[i];
            }
        }

        outputs.Add(RecordedOutput.OfStream(stream));
        return outputs[^1];
    }
}
