namespace Workbook.Notebooks;

/// <summary>A notebook that cannot be read, prepared or compared. The message is one sentence for the reader and
/// names the notebook.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="inner">The cause, where there is one.</param>
public sealed class NotebookException(string message, Exception? inner = null) : Exception(message, inner);
