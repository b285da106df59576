namespace Workbook.Commands;

/// <summary>A command cannot go on; the message is one sentence for the reader.</summary>
/// <param name="message">What is wrong and what to do.</param>
internal sealed class CommandException(string message) : Exception(message);
