using System.Buffers.Binary;
using System.Text;

namespace Workbook.Zmtp;

/// <summary>A bound ROUTER: knows its peers by identity and sends to one of them (ZeroMQ RFC 28).</summary>
internal sealed class RouterSocket : ServerSocket
{
    private readonly Dictionary<string, ZmtpConnection> _peers = [];
    private readonly Lock _gate = new();
    private readonly Lazy<Inbox> _inbox;
    private uint _unnamed;

    /// <summary>Makes an unbound socket.</summary>
    public RouterSocket() => _inbox = new(() => new Inbox(Limits.Inbox));

    /// <inheritdoc/>
    public override string SocketType => "ROUTER";

    /// <summary>The messages received.</summary>
    public Inbox Inbox => _inbox.Value;

    /// <inheritdoc/>
    protected override ReadOnlySpan<string> PeerTypes => (string[])["DEALER", "REQ", "ROUTER"];

    /// <summary>Sends to a peer; a message for an unknown peer is dropped.</summary>
    /// <param name="identity">The peer.</param>
    /// <param name="frames">The message's frames.</param>
    /// <returns>Whether the peer is connected.</returns>
    public bool Send(byte[] identity, IReadOnlyList<byte[]> frames)
    {
        ZmtpConnection? peer;
        lock (_gate)
            _peers.TryGetValue(Name(identity), out peer);
        peer?.Send(ZmtpFrame.Encode(frames));
        return peer is not null;
    }

    /// <summary>Whether a peer of this identity is connected.</summary>
    /// <param name="identity">The identity.</param>
    public bool IsConnected(byte[] identity)
    {
        lock (_gate)
            return _peers.ContainsKey(Name(identity));
    }

    /// <inheritdoc/>
    public override void Receive(ZmtpConnection connection, byte[][] frames)
        => Inbox.Add(new ZmtpMessage(connection.Identity, frames));

    /// <inheritdoc/>
    protected override void OnAdmitted(ZmtpConnection connection, byte[] identity)
    {
        if (identity.Length > byte.MaxValue || identity is [0, ..])
            throw new ZmtpException("the peer's identity is longer than 255 bytes or begins with a zero");
        ZmtpConnection? former;
        lock (_gate)
        {
            connection.Identity = identity.Length > 0 ? identity : NextName();
            _peers.TryGetValue(Name(connection.Identity), out former);
            _peers[Name(connection.Identity)] = connection;
        }

        // A client that reconnects takes its name over; libzmq's default would ignore the newcomer for ever.
        former?.Abort();
    }

    /// <inheritdoc/>
    protected override void OnRemoved(ZmtpConnection connection)
    {
        lock (_gate)
        {
            if (_peers.TryGetValue(Name(connection.Identity), out var peer) && peer == connection)
                _peers.Remove(Name(connection.Identity));
        }
    }

    private byte[] NextName()
    {
        var name = new byte[5];
        BinaryPrimitives.WriteUInt32BigEndian(name.AsSpan(1), _unnamed++);
        return name;
    }

    private static string Name(byte[] identity) => Encoding.Latin1.GetString(identity);
}
