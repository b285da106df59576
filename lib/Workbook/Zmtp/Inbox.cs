using System.Diagnostics;

namespace Workbook.Zmtp;

/// <summary>A message that a ROUTER received.</summary>
/// <param name="Identity">The peer's identity; a reply goes back under it.</param>
/// <param name="Frames">The message's frames.</param>
internal sealed record ZmtpMessage(byte[] Identity, byte[][] Frames)
{
    /// <summary>When it arrived (<see cref="Stopwatch.GetTimestamp"/>).</summary>
    public long Arrival { get; } = Stopwatch.GetTimestamp();

    /// <summary>Bytes of all frames, with something for their objects.</summary>
    public long Size { get; } = Frames.Sum(frame => frame.LongLength + 32);
}

/// <summary>Messages received and not yet handled. A full inbox makes the reading threads wait, and
/// so the peers.</summary>
/// <param name="limit">Bytes that may wait.</param>
internal sealed class Inbox(long limit)
{
    private readonly Queue<ZmtpMessage> _messages = new();
    private readonly object _gate = new();
    private long _bytes;
    private bool _closed;

    /// <summary>Adds a message, waiting while the inbox is full.</summary>
    /// <param name="message">The message.</param>
    public void Add(ZmtpMessage message)
    {
        lock (_gate)
        {
            while (!_closed && _bytes > 0 && _bytes + message.Size > limit)
                Monitor.Wait(_gate);
            if (_closed)
                return;
            _bytes += message.Size;
            _messages.Enqueue(message);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for the next message.</summary>
    /// <returns>The message, or <see langword="null"/> once the inbox is closed.</returns>
    public ZmtpMessage? Take()
    {
        lock (_gate)
        {
            while (!_closed && _messages.Count == 0)
                Monitor.Wait(_gate);
            return _closed ? null : Dequeue();
        }
    }

    /// <summary>Takes the next message where there is one.</summary>
    public ZmtpMessage? TryTake()
    {
        lock (_gate)
            return _closed || _messages.Count == 0 ? null : Dequeue();
    }

    /// <summary>Lets everyone who waits go on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private ZmtpMessage Dequeue()
    {
        var message = _messages.Dequeue();
        _bytes -= message.Size;
        Monitor.PulseAll(_gate);
        return message;
    }
}
