using Workbook.Zmtp;

namespace Workbook.Protocol;

/// <summary>Sends what cells have printed a moment after they printed it, so that a loop of small writes becomes few
/// messages. One thread of its own serves all cells.</summary>
internal sealed class OutputPump : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);

    private readonly object _gate = new();
    private List<CellOutput> _waiting = [];
    private bool _closed;

    /// <summary>Starts the thread.</summary>
    public OutputPump() => ZmtpThread.Start("output", Loop);

    /// <summary>Asks for a flush soon.</summary>
    /// <param name="output">Whose text waits.</param>
    public void Schedule(CellOutput output)
    {
        lock (_gate)
        {
            _waiting.Add(output);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Loop()
    {
        while (true)
        {
            lock (_gate)
            {
                while (_waiting.Count == 0 && !_closed)
                    Monitor.Wait(_gate);
                if (_closed)
                    return;
            }

            Thread.Sleep(Delay);
            List<CellOutput> due;
            lock (_gate)
            {
                due = _waiting;
                _waiting = [];
            }

            foreach (var output in due)
                output.Flush();
        }
    }
}
