using System.Text;

namespace Workbook.Scripting;

/// <summary>Routes <see cref="Console"/> to the cell that the calling code belongs to, and to the process's own streams
/// where it belongs to none.</summary>
internal static class ConsoleCapture
{
    private static readonly Lock Gate = new();
    private static bool _installed;

    /// <summary>Set while an output takes a piece: one that itself writes to the console must not come back here.
    /// </summary>
    [ThreadStatic]
    private static bool _delivering;

    /// <summary>Replaces the console's three streams, once a process.</summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (_installed) return;
            Console.SetOut(new RoutingWriter(OutputStream.Out, Console.Out));
            Console.SetError(new RoutingWriter(OutputStream.Error, Console.Error));
            Console.SetIn(new AskingReader(Console.In));
            _installed = true;
        }
    }

    /// <summary>Not wrapped in <see cref="TextWriter.Synchronized"/>'s lock: an endless writer on one thread must not
    /// hold a lock that an aborted thread leaves behind. <see cref="ICellOutput.Write"/> takes any thread.</summary>
    private sealed class RoutingWriter(OutputStream stream, TextWriter process) : TextWriter
    {
        public override Encoding Encoding => process.Encoding;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

        public override void Write(string? value)
        {
            if (string.IsNullOrEmpty(value)) return;
            if (CellScope.Current is not { } cell || _delivering)
            {
                process.Write(value);
                return;
            }

            try
            {
                _delivering = true;
                cell.Output.Write(stream, value);
            }
            finally
            {
                _delivering = false;
            }
        }

        public override void WriteLine() => Write(NewLine);

        public override void WriteLine(string? value) => Write(value + NewLine);

        public override void WriteLine(char[] buffer, int index, int count) =>
            Write(new string(buffer, index, count) + NewLine);

        public override void WriteLine(ReadOnlySpan<char> buffer) => Write(string.Concat(buffer, NewLine));

        public override void WriteLine(object? value) =>
            Write((value is IFormattable f ? f.ToString(null, FormatProvider) : value?.ToString()) + NewLine);

        public override void Flush()
        {
            if (CellScope.Current is null) process.Flush();
        }
    }

    /// <summary>Asks the front end for a line whenever the cell reads past what it was given.</summary>
    private sealed class AskingReader(TextReader process) : TextReader
    {
        private readonly Lock _gate = new();
        private string _rest = "";

        public override string? ReadLine()
        {
            if (CellScope.Current is not { } cell) return process.ReadLine();
            lock (_gate)
            {
                if (_rest.Length == 0) return Ask(cell);
                var line = _rest.TrimEnd('\n');
                _rest = "";
                return line;
            }
        }

        public override int Peek() => CellScope.Current is null ? process.Peek() : _rest.Length > 0 ? _rest[0] : -1;

        public override int Read()
        {
            if (CellScope.Current is not { } cell) return process.Read();
            lock (_gate)
            {
                if (_rest.Length == 0) _rest = Ask(cell) + "\n";
                var first = _rest[0];
                _rest = _rest[1..];
                return first;
            }
        }

        public override Task<string?> ReadLineAsync() => Task.Run(ReadLine);

        public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) =>
            new(Task.Run(ReadLine, cancellationToken));

        private static string Ask(CellScope cell)
        {
            if (!cell.Request.AllowInput)
                throw new InvalidOperationException("This front end takes no input: the cell cannot read the console.");
            return cell.Output.ReadInputAsync("", false, cell.Token).GetAwaiter().GetResult();
        }
    }
}
