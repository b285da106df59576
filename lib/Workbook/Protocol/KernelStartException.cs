namespace Workbook.Protocol;

/// <summary>The kernel cannot start; the message is the sentence for the user.</summary>
/// <param name="message">One sentence that says what is wrong, where, and what to do.</param>
/// <param name="cause">What happened underneath, or <see langword="null"/>.</param>
public sealed class KernelStartException(string message, Exception? cause = null) : Exception(message, cause);
