namespace Workbook.Scripting;

/// <summary>One C# session: variables, types and usings that live from cell to cell. The Jupyter kernel and the
/// headless runner drive the same session. Cells run one at a time; the other members may run beside a cell.</summary>
public interface ISession : IAsyncDisposable
{
    /// <summary>Compiles something small, so that the first cell need not wait for the compiler to start.</summary>
    /// <returns>A task that ends when the compiler is warm.</returns>
    Task WarmUpAsync();

    /// <summary>Executes one cell.</summary>
    /// <param name="cell">What to execute.</param>
    /// <param name="output">Where its output goes, the last value and the error excepted: these are returned.</param>
    /// <param name="interrupt">Cancelled to interrupt the cell (in stages: ambient token, then the cell's
    /// thread).</param>
    /// <returns>How it ended. User code never makes this throw.</returns>
    Task<CellResult> ExecuteAsync(CellRequest cell, ICellOutput output, CancellationToken interrupt);

    /// <summary>Evaluates an expression for <c>user_expressions</c>.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="interrupt">Cancelled to interrupt it.</param>
    /// <returns>Its value as shown, or the error.</returns>
    Task<CellResult> EvaluateAsync(string expression, CancellationToken interrupt);

    /// <summary>Completions at a position.</summary>
    /// <param name="code">The cell's source.</param>
    /// <param name="position">Offset in UTF-16 units.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<CompletionList> CompleteAsync(string code, int position, CancellationToken cancellation);

    /// <summary>Signature and documentation of what stands at a position, or <see langword="null"/>.</summary>
    /// <param name="code">The cell's source.</param>
    /// <param name="position">Offset in UTF-16 units.</param>
    /// <param name="detail">0 for a summary, 1 for everything known.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<MimeBundle?> InspectAsync(string code, int position, int detail, CancellationToken cancellation);

    /// <summary>Whether a text is a whole cell.</summary>
    /// <param name="code">The text typed so far.</param>
    Completeness IsComplete(string code);

    /// <summary>A message of a comm that the front end sent. Runs beside or between cells.</summary>
    /// <param name="message">The message.</param>
    /// <param name="output">Where output of callbacks goes.</param>
    Task ReceiveCommAsync(CommMessage message, ICellOutput output);

    /// <summary>The open comms: id to target name.</summary>
    IReadOnlyDictionary<string, string> Comms { get; }
}

/// <summary>Completions, and the stretch of code they replace (UTF-16 offsets).</summary>
/// <param name="Items">The proposals, best first.</param>
/// <param name="Start">Start of the replaced stretch.</param>
/// <param name="End">Its end.</param>
public sealed record CompletionList(IReadOnlyList<CompletionItem> Items, int Start, int End);

/// <summary>One proposal.</summary>
/// <param name="Text">What is inserted.</param>
/// <param name="Kind">Jupyter's type word: <c>function</c>, <c>class</c>, <c>property</c>, <c>keyword</c>…</param>
/// <param name="Signature">One line, or <see langword="null"/>.</param>
public sealed record CompletionItem(string Text, string Kind, string? Signature);

/// <summary>Answer to <c>is_complete_request</c>.</summary>
/// <param name="Status"><c>complete</c>, <c>incomplete</c> or <c>invalid</c>.</param>
/// <param name="Indent">What the next line starts with when incomplete.</param>
public sealed record Completeness(string Status, string Indent = "");
