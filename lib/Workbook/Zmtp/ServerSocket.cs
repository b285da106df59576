using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Workbook.Zmtp;

/// <summary>The bind side of a ZeroMQ socket: accepts peers, shakes hands, and hands their messages to a
/// subclass.</summary>
internal abstract class ServerSocket : IDisposable
{
    private readonly List<ZmtpConnection> _connections = [];
    private readonly Lock _gate = new();
    private ZmtpEndpoint? _endpoint;
    private Socket? _listener;
    private volatile bool _closed;

    /// <summary>The socket type as READY names it.</summary>
    public abstract string SocketType { get; }

    /// <summary>How much peers may ask for.</summary>
    public ZmtpLimits Limits { get; init; } = new();

    /// <summary>The ZMTP minor version to claim: 1, or 0 to meet old peers' habits in tests.</summary>
    public byte MinorVersion { get; init; } = 1;

    /// <summary>The port bound on tcp (useful after binding port 0).</summary>
    public int Port => _listener?.LocalEndPoint is IPEndPoint { Port: var port } ? port : 0;

    /// <summary>Socket types that may connect.</summary>
    protected abstract ReadOnlySpan<string> PeerTypes { get; }

    /// <summary>Binds and starts to accept.</summary>
    /// <param name="url"><c>tcp://IP:PORT</c> or <c>ipc://PATH</c>.</param>
    /// <exception cref="SocketException">The address is in use or not ours.</exception>
    /// <exception cref="FormatException">The URL is malformed.</exception>
    public void Bind(string url)
    {
        _endpoint = ZmtpEndpoint.Parse(url);
        _listener = _endpoint.Listen();
        ZmtpThread.Start($"{SocketType} accept", AcceptLoop);
    }

    /// <summary>Closes: waits for queued messages to be taken, then disconnects everyone.</summary>
    /// <param name="linger">How long to wait at most.</param>
    public void Close(TimeSpan linger)
    {
        if (_closed)
            return;
        _closed = true;
        _listener?.Dispose();
        _endpoint?.Remove();
        var deadline = Environment.TickCount64 + (long)linger.TotalMilliseconds;
        while (Environment.TickCount64 < deadline && Connections().Any(c => c.Pending > 0))
            Thread.Sleep(2);
        foreach (var connection in Connections())
            connection.Abort();
    }

    /// <summary>Closes without waiting.</summary>
    public void Dispose() => Close(TimeSpan.Zero);

    /// <summary>Checks a peer's READY and takes the peer in.</summary>
    /// <param name="connection">The peer.</param>
    /// <param name="properties">READY's properties.</param>
    /// <exception cref="ZmtpException">The peer does not belong here.</exception>
    public void Admit(ZmtpConnection connection, Dictionary<string, byte[]> properties)
    {
        var type = properties.TryGetValue("Socket-Type", out var value) ? Encoding.ASCII.GetString(value) : "none";
        if (!PeerTypes.Contains(type))
            throw new ZmtpException($"a {SocketType} socket takes no {type} peer");
        OnAdmitted(connection, properties.GetValueOrDefault("Identity") ?? []);
    }

    /// <summary>Takes a message; called on the peer's reading thread.</summary>
    /// <param name="connection">The peer.</param>
    /// <param name="frames">The message's frames.</param>
    public abstract void Receive(ZmtpConnection connection, byte[][] frames);

    /// <summary>Takes a command that is neither READY nor PING; unknown ones are ignored.</summary>
    /// <param name="connection">The peer.</param>
    /// <param name="name">The command's name.</param>
    /// <param name="data">Its data.</param>
    public virtual void ReceiveCommand(ZmtpConnection connection, string name, ReadOnlySpan<byte> data)
    {
    }

    /// <summary>Forgets a closed connection.</summary>
    /// <param name="connection">The connection.</param>
    public void Remove(ZmtpConnection connection)
    {
        lock (_gate)
            _connections.Remove(connection);
        OnRemoved(connection);
    }

    /// <summary>The connections of this moment.</summary>
    public ZmtpConnection[] Connections()
    {
        lock (_gate)
            return [.. _connections];
    }

    /// <summary>A peer has shaken hands.</summary>
    /// <param name="connection">The peer.</param>
    /// <param name="identity">The identity it gave, or empty.</param>
    protected virtual void OnAdmitted(ZmtpConnection connection, byte[] identity)
    {
    }

    /// <summary>A connection has ended.</summary>
    /// <param name="connection">The connection.</param>
    protected virtual void OnRemoved(ZmtpConnection connection)
    {
    }

    private void AcceptLoop()
    {
        while (!_closed)
        {
            try
            {
                Accept(_listener!.Accept());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Out of file descriptors, or the peer left again before it was accepted.
                if (!_closed)
                    Thread.Sleep(20);
            }
        }
    }

    private void Accept(Socket socket)
    {
        if (socket.ProtocolType == ProtocolType.Tcp)
            socket.NoDelay = true;
        var connection = new ZmtpConnection(this, socket);
        lock (_gate)
        {
            if (_closed || _connections.Count >= Limits.Connections)
            {
                socket.Dispose();
                return;
            }

            _connections.Add(connection);
        }

        connection.Start();
    }
}
