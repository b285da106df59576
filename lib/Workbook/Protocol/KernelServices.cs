using Workbook.Scripting;

namespace Workbook.Protocol;

/// <summary>What the request handlers share.</summary>
/// <param name="sockets">The kernel's sockets.</param>
/// <param name="runner">Runs the session's work.</param>
/// <param name="makeSession">Makes the session when it is first needed.</param>
internal sealed class KernelServices(KernelSockets sockets, CellRunner runner, Func<ISession> makeSession)
    : IDisposable
{
    private readonly Lazy<ISession> _session = new(makeSession);
    private readonly OutputPump _pump = new();
    private readonly InputChannel _input = new(sockets);

    /// <summary>The kernel's sockets.</summary>
    public KernelSockets Sockets => sockets;

    /// <summary>Runs the session's work.</summary>
    public CellRunner Runner => runner;

    /// <summary>What was executed.</summary>
    public HistoryStore History { get; } = new();

    /// <summary>The session; making it loads the compiler.</summary>
    public ISession Session => _session.Value;

    /// <summary>The session where it was made already.</summary>
    public ISession? SessionIfMade => _session.IsValueCreated ? _session.Value : null;

    /// <summary>The output of the last request that had one.</summary>
    public CellOutput? LastOutput { get; private set; }

    /// <summary>Makes the output of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="silent">Shows nothing.</param>
    /// <param name="allowInput">Whether the reader may be asked.</param>
    public CellOutput OutputOf(JupyterMessage request, bool silent, bool allowInput)
        => LastOutput = new CellOutput(sockets, _pump, _input, request) { IsSilent = silent, AllowInput = allowInput };

    /// <summary>Ends the threads.</summary>
    public void Dispose() => _pump.Dispose();
}
