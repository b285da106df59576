using System.Diagnostics;

namespace Workbook.Protocol;

/// <summary>How work in the session ended.</summary>
/// <typeparam name="T">What it gives.</typeparam>
/// <param name="Value">What it gave, unless it failed or was given up.</param>
/// <param name="Failure">What it threw, or <see langword="null"/>.</param>
/// <param name="GivenUp">It was interrupted, did not end, and was left behind.</param>
internal readonly record struct Outcome<T>(T? Value, Exception? Failure, bool GivenUp);

/// <summary>Runs the session's work on a thread of its own, one piece at a time, and takes interrupts. Work that does
/// not end within the grace after an interrupt is left behind, so that the kernel can answer again.</summary>
/// <param name="grace">Time from the interrupt to giving up.</param>
internal sealed class CellRunner(TimeSpan grace)
{
    // User code may recurse deeper than the 8 MB of a default thread allow. Only touched pages count.
    private const int StackSize = 64 << 20;

    private readonly object _gate = new();
    private Worker? _worker;
    private Worker? _leftBehind;
    private CancellationTokenSource? _running;
    private long _interrupted;

    /// <summary>Whether work that was given up still runs.</summary>
    public bool IsStuck => _leftBehind is { IsDone: false };

    /// <summary>Runs work and waits for its end.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="work">The work; its token is cancelled by <see cref="Interrupt"/>.</param>
    public Outcome<T> Run<T>(Func<CancellationToken, Task<T>> work)
    {
        var source = new CancellationTokenSource();
        T? value = default;
        lock (_gate)
        {
            _running = source;
            _interrupted = 0;
            _worker ??= new Worker(_gate);
            _worker.Post(() => value = work(source.Token).GetAwaiter().GetResult());
            var ended = WaitForWorker(_worker);
            _running = null;
            if (ended)
                return new Outcome<T>(value, _worker.Failure, false);
            _leftBehind = _worker;
            _worker.Retire();
            _worker = null;
            return new Outcome<T>(default, null, true);
        }
    }

    /// <summary>Interrupts what runs; harmless where nothing does. Returns at once: user code may have registered
    /// anything at the token, so it is cancelled on another thread.</summary>
    public void Interrupt()
    {
        CancellationTokenSource? source;
        lock (_gate)
        {
            source = _running;
            if (source is null || _interrupted != 0)
                return;
            _interrupted = Stopwatch.GetTimestamp();
            Monitor.PulseAll(_gate);
        }

        new Thread(() => Cancel(source)) { IsBackground = true, Name = "interrupt" }.Start();
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException)
        {
            // A callback of user code failed; the token is cancelled all the same.
        }
    }

    private bool WaitForWorker(Worker worker)
    {
        while (!worker.IsDone)
        {
            if (_interrupted == 0)
            {
                Monitor.Wait(_gate);
                continue;
            }

            var left = grace - Stopwatch.GetElapsedTime(_interrupted);
            if (left <= TimeSpan.Zero)
                return false;
            Monitor.Wait(_gate, left);
        }

        return true;
    }

    /// <summary>The thread. All its state is guarded by the runner's lock.</summary>
    private sealed class Worker
    {
        private readonly object _gate;
        private Action? _work;
        private bool _retired;

        public Worker(object gate)
        {
            _gate = gate;
            new Thread(Loop, StackSize) { IsBackground = true, Name = "cell" }.Start();
        }

        public bool IsDone { get; private set; }

        public Exception? Failure { get; private set; }

        public void Post(Action work)
        {
            _work = work;
            IsDone = false;
            Failure = null;
            Monitor.PulseAll(_gate);
        }

        public void Retire() => _retired = true;

        private void Loop()
        {
            while (true)
            {
                Action work;
                lock (_gate)
                {
                    while (_work is null)
                        Monitor.Wait(_gate);
                    work = _work;
                    _work = null;
                }

                var failure = Try(work);
                lock (_gate)
                {
                    Failure = failure;
                    IsDone = true;
                    Monitor.PulseAll(_gate);
                    if (_retired)
                        return;
                }
            }
        }

        private static Exception? Try(Action work)
        {
            // What the cell changes in its execution context ends with it.
            Exception? failure = null;
            ExecutionContext.Run(ExecutionContext.Capture()!, _ =>
            {
                try
                {
                    work();
                }
                catch (Exception e)
                {
                    failure = e;
                }
            }, null);
            return failure;
        }
    }
}
