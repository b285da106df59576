using System.Text.Json.Nodes;

namespace Workbook.Scripting;

/// <summary>Where a cell's output goes: the kernel's iopub socket, or the notebook the runner writes.
/// Every member may be called from any thread, also after the cell has ended (a task it left behind).</summary>
public interface ICellOutput
{
    /// <summary>Text written to standard output or standard error, in order, in pieces of any size.</summary>
    /// <param name="stream">Which of the two.</param>
    /// <param name="text">The piece.</param>
    void Write(OutputStream stream, string text);

    /// <summary>Shows something; with a display id it can be updated later.</summary>
    /// <param name="bundle">Its representations.</param>
    /// <param name="displayId">The id that <see cref="Update"/> takes, or <see langword="null"/>.</param>
    void Display(MimeBundle bundle, string? displayId);

    /// <summary>Replaces every output of this display id.</summary>
    /// <param name="bundle">The new representations.</param>
    /// <param name="displayId">The id given to <see cref="Display"/>.</param>
    void Update(MimeBundle bundle, string displayId);

    /// <summary>Clears the cell's output.</summary>
    /// <param name="wait">Wait for the next output before clearing, so that nothing flickers.</param>
    void Clear(bool wait);

    /// <summary>Sends <c>comm_open</c>, <c>comm_msg</c> or <c>comm_close</c> to the front end (widgets).</summary>
    /// <param name="message">The message.</param>
    void SendComm(CommMessage message);

    /// <summary>Asks the reader for a line of text.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="password">Whether what is typed stays hidden.</param>
    /// <param name="cancellation">Ends the wait when the cell is interrupted.</param>
    /// <returns>What was typed.</returns>
    /// <exception cref="InvalidOperationException">The front end takes no input.</exception>
    Task<string> ReadInputAsync(string prompt, bool password, CancellationToken cancellation);
}

/// <summary>The two standard streams.</summary>
public enum OutputStream
{
    /// <summary>Standard output.</summary>
    Out,

    /// <summary>Standard error.</summary>
    Error,
}

/// <summary>A message of Jupyter's comm channel, either way.</summary>
/// <param name="Type"><c>comm_open</c>, <c>comm_msg</c> or <c>comm_close</c>.</param>
/// <param name="CommId">The comm's id.</param>
/// <param name="Data">Its data.</param>
public sealed record CommMessage(string Type, string CommId, JsonObject Data)
{
    /// <summary>The target's name, in <c>comm_open</c> only.</summary>
    public string? TargetName { get; init; }

    /// <summary>Message metadata (widgets announce their protocol version here).</summary>
    public JsonObject Metadata { get; init; } = [];

    /// <summary>Binary buffers behind the message.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Buffers { get; init; } = [];
}
