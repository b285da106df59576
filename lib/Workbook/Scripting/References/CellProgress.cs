using System.Diagnostics;

namespace Workbook.Scripting;

/// <summary>A line of a cell's output that says what is going on, and for how long.</summary>
internal sealed class CellProgress : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ICellOutput _output;
    private readonly string _what;
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Timer _timer;
    private readonly Lock _gate = new();
    private bool _ended;

    /// <summary>Shows the line.</summary>
    /// <param name="output">The cell's output.</param>
    /// <param name="what">What is going on.</param>
    public CellProgress(ICellOutput output, string what)
    {
        (_output, _what) = (output, what);
        output.Display(MimeBundle.Text(what + " …"), _id);
        _timer = new Timer(_ => Tick(), null, Period, Period);
    }

    /// <summary>Time since the line was first shown.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Replaces the line for good.</summary>
    /// <param name="text">What came of it.</param>
    public void Finish(string text)
    {
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
            _output.Update(MimeBundle.Text(text), _id);
        }
    }

    /// <summary>Ends the line as it is.</summary>
    public void Dispose()
    {
        lock (_gate) _ended = true;
        _timer.Dispose();
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (!_ended) _output.Update(MimeBundle.Text($"{_what} … {_clock.Elapsed.TotalSeconds:f0} s"), _id);
        }
    }
}
