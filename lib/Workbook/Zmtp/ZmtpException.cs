namespace Workbook.Zmtp;

/// <summary>A peer broke ZMTP's rules, or the connection ended in the middle of something.
/// The connection is closed; nothing else is affected.</summary>
/// <param name="message">One sentence for the log.</param>
internal sealed class ZmtpException(string message) : Exception(message);
