using System.Text.Json.Nodes;
using Workbook.Scripting;
using Workbook.Zmtp;

namespace Workbook.Protocol;

/// <summary>A Jupyter kernel: the five sockets, the loops on shell and control, and the session behind them.</summary>
internal sealed class Kernel : IDisposable
{
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SessionEnd = TimeSpan.FromSeconds(1);

    private readonly ConnectionFile _connection;
    private readonly KernelSockets _sockets;
    private readonly KernelServices _services;
    private readonly ManualResetEventSlim _ended = new(false);
    private int _warm;

    /// <summary>Makes a kernel; <see cref="Start"/> opens it.</summary>
    /// <param name="connection">Where to listen.</param>
    /// <param name="makeSession">Makes the session when it is first needed.</param>
    /// <param name="grace">Time from an interrupt to giving a cell up; five seconds where not given.</param>
    public Kernel(ConnectionFile connection, Func<ISession> makeSession, TimeSpan? grace = null)
    {
        _connection = connection;
        _sockets = new KernelSockets(new MessageCodec(connection.Key));
        _services = new KernelServices(_sockets, new CellRunner(grace ?? DefaultGrace), makeSession);
    }

    /// <summary>The sockets.</summary>
    public KernelSockets Sockets => _sockets;

    /// <summary>Binds the sockets and serves them.</summary>
    /// <exception cref="KernelStartException">A socket cannot be bound.</exception>
    public void Start()
    {
        _sockets.Bind(_connection);
        _sockets.PublishStatus("starting", null);
        StartControl();
        StartShell();
    }

    /// <summary>Waits until a client asks for the end, or <see cref="End"/> is called.</summary>
    public void WaitForEnd() => _ended.Wait();

    /// <summary>Ends the kernel.</summary>
    public void End() => _ended.Set();

    /// <summary>Shows an exception that no user code caught, on the standard error of the cell it belongs to.</summary>
    /// <param name="what">Where it came from.</param>
    /// <param name="exception">The exception.</param>
    public void ReportUncaught(string what, Exception exception)
    {
        var output = CellOutput.Current ?? _services.LastOutput;
        if (output is null)
            ZmtpLog.Write($"{what}: {exception}");
        else
            output.Write(OutputStream.Error, $"{what}: {exception}\n");
    }

    /// <summary>Sends what is queued, closes the sockets, and ends the session.</summary>
    public void Dispose()
    {
        _ended.Set();
        _services.Runner.Interrupt();
        _services.LastOutput?.Flush();
        _sockets.Close();
        _services.Dispose();
        if (_services.SessionIfMade is { } session)
        {
            using var done = new ManualResetEventSlim(false);
            ZmtpThread.Start("session end", () =>
            {
                session.DisposeAsync().AsTask().Wait(SessionEnd);
                done.Set();
            });
            done.Wait(SessionEnd);
        }
    }

    private void StartControl()
    {
        var loop = new RequestLoop("control", _sockets.Control, _sockets) { Answered = AfterAnswer };
        loop.On("kernel_info_request", _ => new Reply(KernelInfo.Content()));
        loop.On("connect_request", _ => new Reply(Ports()));
        loop.On("interrupt_request", Interrupt);
        loop.On("shutdown_request", Shutdown);
        loop.Start();
    }

    private void StartShell()
    {
        var loop = new RequestLoop("shell", _sockets.Shell, _sockets) { Answered = AfterAnswer };
        var code = new CodeHandlers(_services);
        var comms = new CommHandlers(_services);
        loop.On("kernel_info_request", _ => new Reply(KernelInfo.Content()));
        loop.On("connect_request", _ => new Reply(Ports()));
        loop.On("execute_request", new ExecuteHandler(_services).Execute);
        loop.On("complete_request", code.Complete);
        loop.On("inspect_request", code.Inspect);
        loop.On("is_complete_request", code.IsComplete);
        loop.On("history_request", new HistoryHandler(_services.History).Answer);
        loop.On("comm_info_request", comms.List);
        loop.On("comm_open", comms.Receive);
        loop.On("comm_msg", comms.Receive);
        loop.On("comm_close", comms.Receive);
        loop.On("interrupt_request", Interrupt);
        loop.On("shutdown_request", Shutdown);
        loop.Start();
    }

    private Reply Interrupt(JupyterMessage request)
    {
        _services.Runner.Interrupt();
        return new Reply(Replies.Ok());
    }

    private Reply Shutdown(JupyterMessage request)
    {
        var content = Replies.Ok();
        content["restart"] = JsonText.Flag(request.Content, "restart", false);
        _sockets.Publish("shutdown_reply", request.Header, (JsonObject)content.DeepClone());
        return new Reply(content);
    }

    private JsonObject Ports()
    {
        var content = Replies.Ok();
        foreach (var channel in (string[])["shell", "iopub", "stdin", "control", "hb"])
            content[$"{channel}_port"] = _connection.Port(channel);
        return content;
    }

    private void AfterAnswer(JupyterMessage request)
    {
        if (request.Type == "shutdown_request")
            End();
        // The compiler takes most of a second to start: that time passes while the client gets ready.
        if (request.Type == "kernel_info_request" && Interlocked.Exchange(ref _warm, 1) == 0)
            ZmtpThread.Start("warm-up", () => _services.Session.WarmUpAsync().Wait());
    }
}
