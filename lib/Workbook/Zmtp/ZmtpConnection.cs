using System.Diagnostics;
using System.Net.Sockets;

namespace Workbook.Zmtp;

/// <summary>One peer of a server socket: a thread that reads and, after the handshake, one that writes.</summary>
internal sealed class ZmtpConnection
{
    private const int SendChunk = 1 << 18;

    private readonly ServerSocket _owner;
    private readonly Socket _socket;
    private readonly FrameReader _reader;
    private readonly OutgoingQueue _outgoing;
    private readonly long _accepted = Stopwatch.GetTimestamp();
    private bool _shaken;
    private int _closed;

    /// <summary>Wraps an accepted socket.</summary>
    /// <param name="owner">The server socket that accepted it.</param>
    /// <param name="socket">The accepted socket.</param>
    public ZmtpConnection(ServerSocket owner, Socket socket)
    {
        _owner = owner;
        _socket = socket;
        _reader = new FrameReader(Receive, owner.Limits);
        _outgoing = new OutgoingQueue(owner.Limits.Outgoing);
    }

    /// <summary>The name a ROUTER knows this peer by.</summary>
    public byte[] Identity { get; set; } = [];

    /// <summary>What an XPUB sends to this peer.</summary>
    public SubscriptionSet Subscriptions { get; } = new();

    /// <summary>Bytes waiting for the peer.</summary>
    public long Pending => _outgoing.Pending;

    /// <summary>Time since the peer last took something although something waits for it.</summary>
    public TimeSpan Stalled => _outgoing.Stalled;

    /// <summary>Starts the reading thread.</summary>
    public void Start() => ZmtpThread.Start($"{_owner.SocketType} reader", ReadLoop);

    /// <summary>Queues bytes for the peer; cuts the peer off where too much is waiting already.</summary>
    /// <param name="encoded">A whole message or command, as on the wire.</param>
    public void Send(byte[] encoded)
    {
        if (_outgoing.Add(encoded))
            return;
        ZmtpLog.Write($"a {_owner.SocketType} peer was disconnected: it does not read what it is sent");
        Abort();
    }

    /// <summary>Closes at once; the reading thread takes the connection off its owner's list.</summary>
    public void Abort()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        _outgoing.Close();
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The peer has gone first.
        }

        _socket.Dispose();
    }

    private void ReadLoop()
    {
        try
        {
            ShakeHands();
            ZmtpThread.Start($"{_owner.SocketType} writer", WriteLoop);
            while (ReadMessage() is { } message)
                _owner.Receive(this, message);
        }
        catch (ZmtpException e)
        {
            // A client that closes at an odd moment is daily business.
            if (Volatile.Read(ref _closed) == 0)
                ZmtpLog.Write($"a {_owner.SocketType} connection was closed: {e.Message}");
        }
        finally
        {
            Abort();
            _owner.Remove(this);
        }
    }

    private void ShakeHands()
    {
        // Never wait first: libzmq sends ten bytes and then waits for ours.
        SendAll(ZmtpGreeting.Create(_owner.MinorVersion));
        _reader.ReadGreeting();
        SendAll(ZmtpCommand.EncodeReady(_owner.SocketType));
        if (_reader.ReadFrame(0) is not { IsCommand: true } frame)
            throw new ZmtpException("the peer did not open with a command");
        var name = ZmtpCommand.Split(frame.Body, out var data);
        if (name != "READY")
            throw new ZmtpException($"the peer sent {name} where READY was due");
        try
        {
            _owner.Admit(this, ZmtpCommand.ReadProperties(data));
        }
        catch (ZmtpException e)
        {
            SendAll(ZmtpCommand.EncodeError(e.Message[..Math.Min(e.Message.Length, 255)]));
            throw;
        }

        _shaken = true;
        _socket.ReceiveTimeout = 0;
    }

    // Commands may stand between messages, never within one.
    private byte[][]? ReadMessage()
    {
        List<byte[]>? parts = null;
        var room = _owner.Limits.IncomingMessage;
        while (true)
        {
            if (_reader.ReadFrame(room) is not { } frame)
                return parts is null ? null : throw new ZmtpException("the connection ended within a message");
            if (frame.IsCommand)
            {
                HandleCommand(frame.Body);
                continue;
            }

            if (parts is null && !frame.HasMore)
                return [frame.Body];
            parts ??= [];
            parts.Add(frame.Body);
            room -= frame.Body.Length;
            if (parts.Count > _owner.Limits.IncomingFrames)
                throw new ZmtpException($"a message has more than {_owner.Limits.IncomingFrames} frames");
            if (!frame.HasMore)
                return [.. parts];
        }
    }

    private void HandleCommand(byte[] body)
    {
        var name = ZmtpCommand.Split(body, out var data);
        if (name == "READY")
            throw new ZmtpException("the peer sent a second READY");
        if (name == "PING")
            Send(ZmtpCommand.EncodePong(data));
        else
            _owner.ReceiveCommand(this, name, data);
    }

    private void WriteLoop()
    {
        try
        {
            while (_outgoing.Take() is { Length: > 0 } batch)
            {
                while (batch.Length > 0)
                {
                    var count = _socket.Send(batch.Span[..Math.Min(batch.Length, SendChunk)]);
                    _outgoing.Sent(count);
                    batch = batch[count..];
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Abort();
        }
    }

    private int Receive(Span<byte> target)
    {
        try
        {
            if (!_shaken)
                _socket.ReceiveTimeout = HandshakeTimeLeft();
            return _socket.Receive(target);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut)
        {
            throw new ZmtpException("the peer did not finish its handshake in time");
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }

    private int HandshakeTimeLeft()
    {
        var left = _owner.Limits.Handshake - Stopwatch.GetElapsedTime(_accepted);
        return left > TimeSpan.Zero
            ? Math.Max(1, (int)left.TotalMilliseconds)
            : throw new ZmtpException("the peer did not finish its handshake in time");
    }

    private void SendAll(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
                bytes = bytes[_socket.Send(bytes)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new ZmtpException("the peer left during the handshake");
        }
    }
}
