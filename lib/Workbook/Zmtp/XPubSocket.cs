namespace Workbook.Zmtp;

/// <summary>A bound XPUB: sends each message to the peers that subscribed to its first frame (ZeroMQ RFC 29).
/// Publishing never blocks and never drops; who wants to wait for slow peers asks <see cref="Backlog"/>.</summary>
internal sealed class XPubSocket : ServerSocket
{
    // A peer that took nothing for so long (a suspended browser) holds up nobody any more.
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(5);

    private readonly List<ZmtpConnection> _subscribers = [];
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public override string SocketType => "XPUB";

    /// <summary>Makes the message that greets a new subscription, from its topic; the peer gets it before any other
    /// message of that topic. <see langword="null"/> for no greeting.</summary>
    public Func<byte[], IReadOnlyList<byte[]>?>? Welcome { get; init; }

    /// <inheritdoc/>
    protected override ReadOnlySpan<string> PeerTypes => (string[])["SUB", "XSUB"];

    /// <summary>Publishes a message.</summary>
    /// <param name="frames">Its frames; the first is the topic.</param>
    public void Publish(IReadOnlyList<byte[]> frames)
    {
        byte[]? encoded = null;
        lock (_gate)
        {
            foreach (var subscriber in _subscribers)
            {
                if (subscriber.Subscriptions.Matches(frames[0]))
                    subscriber.Send(encoded ??= ZmtpFrame.Encode(frames));
            }
        }
    }

    /// <summary>Bytes waiting for the slowest subscriber that still reads.</summary>
    public long Backlog()
    {
        long most = 0;
        lock (_gate)
        {
            foreach (var subscriber in _subscribers)
            {
                if (subscriber.Pending > most && subscriber.Stalled < StallLimit)
                    most = subscriber.Pending;
            }
        }

        return most;
    }

    /// <inheritdoc/>
    public override void Receive(ZmtpConnection connection, byte[][] frames)
    {
        // ZMTP 3.0 peers subscribe by message; anything else that a subscriber says means nothing here.
        if (frames is not [[0 or 1, ..] frame])
            return;
        if (frame[0] == 1)
            Subscribe(connection, frame.AsSpan(1));
        else
            Cancel(connection, frame.AsSpan(1));
    }

    /// <inheritdoc/>
    public override void ReceiveCommand(ZmtpConnection connection, string name, ReadOnlySpan<byte> data)
    {
        if (name == "SUBSCRIBE")
            Subscribe(connection, data);
        else if (name == "CANCEL")
            Cancel(connection, data);
    }

    /// <inheritdoc/>
    protected override void OnAdmitted(ZmtpConnection connection, byte[] identity)
    {
        lock (_gate)
            _subscribers.Add(connection);
    }

    /// <inheritdoc/>
    protected override void OnRemoved(ZmtpConnection connection)
    {
        lock (_gate)
            _subscribers.Remove(connection);
    }

    private void Subscribe(ZmtpConnection connection, ReadOnlySpan<byte> topic)
    {
        lock (_gate)
        {
            if (connection.Subscriptions.Count >= Limits.Subscriptions)
                throw new ZmtpException($"a peer holds more than {Limits.Subscriptions} subscriptions");
            connection.Subscriptions.Add(topic);
            if (Welcome?.Invoke(topic.ToArray()) is { } welcome)
                connection.Send(ZmtpFrame.Encode(welcome));
        }
    }

    private void Cancel(ZmtpConnection connection, ReadOnlySpan<byte> topic)
    {
        lock (_gate)
            connection.Subscriptions.Remove(topic);
    }
}
