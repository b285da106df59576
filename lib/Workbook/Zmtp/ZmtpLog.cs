using System.Text;

namespace Workbook.Zmtp;

/// <summary>The kernel's log: standard error, which VS Code and JupyterLab show when a kernel misbehaves.
/// It writes past <see cref="Console"/>, whose streams belong to the cells.</summary>
internal static class ZmtpLog
{
    // A client that floods the kernel with bad messages must not flood the disk.
    private const int MostLines = 200;

    private static readonly Lock Gate = new();
    private static Stream? _stream;
    private static int _lines;

    /// <summary>Sees every line instead of standard error (tests).</summary>
    public static Action<string>? Sink { get; set; }

    /// <summary>Writes one line.</summary>
    /// <param name="line">The line, without its end.</param>
    public static void Write(string line)
    {
        if (Sink is { } sink)
        {
            sink(line);
            return;
        }

        lock (Gate)
        {
            if (++_lines > MostLines)
                return;
            var text = _lines < MostLines ? line : "further messages are not logged";
            try
            {
                _stream ??= Console.OpenStandardError();
                _stream.Write(Encoding.UTF8.GetBytes($"workbook kernel: {text}\n"));
            }
            catch (IOException)
            {
                // Whoever started the kernel has closed its standard error.
            }
        }
    }
}
