using System.Text;
using Workbook.Scripting;

namespace Workbook.Tests.Scripting;

/// <summary>Keeps what a cell puts out.</summary>
internal sealed class RecordingOutput : ICellOutput
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();
    private readonly List<(MimeBundle Bundle, string? Id)> _shown = [];
    private readonly List<(MimeBundle Bundle, string Id)> _updates = [];
    private readonly List<CommMessage> _comms = [];

    public Func<string, bool, CancellationToken, Task<string>> Input { get; init; } =
        (_, _, _) => throw new InvalidOperationException("no input in this test");

    public string Out { get { lock (_gate) return _out.ToString(); } }

    public string Error { get { lock (_gate) return _error.ToString(); } }

    public IReadOnlyList<(MimeBundle Bundle, string? Id)> Shown { get { lock (_gate) return [.. _shown]; } }

    public IReadOnlyList<(MimeBundle Bundle, string Id)> Updates { get { lock (_gate) return [.. _updates]; } }

    public IReadOnlyList<CommMessage> Comms { get { lock (_gate) return [.. _comms]; } }

    public int Clears { get; private set; }

    public void Write(OutputStream stream, string text)
    {
        lock (_gate) (stream == OutputStream.Out ? _out : _error).Append(text);
    }

    public void Display(MimeBundle bundle, string? displayId) { lock (_gate) _shown.Add((bundle, displayId)); }

    public void Update(MimeBundle bundle, string displayId) { lock (_gate) _updates.Add((bundle, displayId)); }

    public void Clear(bool wait) { lock (_gate) Clears++; }

    public void SendComm(CommMessage message) { lock (_gate) _comms.Add(message); }

    public Task<string> ReadInputAsync(string prompt, bool password, CancellationToken cancellation) =>
        Input(prompt, password, cancellation);
}
