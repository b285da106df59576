using System.Diagnostics;

namespace Workbook.Zmtp;

/// <summary>Messages waiting for one peer, in order. Adding never blocks; a peer that lets too much pile up is
/// lost.</summary>
/// <param name="limit">Bytes that may wait.</param>
internal sealed class OutgoingQueue(long limit)
{
    private const int BatchBytes = 1 << 16;

    private readonly Queue<byte[]> _waiting = new();
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _filled = new(false);
    private readonly byte[] _batch = new byte[BatchBytes];
    private long _pending;
    private long _progress = Stopwatch.GetTimestamp();
    private bool _closed;

    /// <summary>Bytes added and not yet sent.</summary>
    public long Pending => Volatile.Read(ref _pending);

    /// <summary>Time since the peer last took something, or zero where nothing waits for it.</summary>
    public TimeSpan Stalled => Pending == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(Volatile.Read(ref _progress));

    /// <summary>Adds a message.</summary>
    /// <param name="encoded">Its bytes on the wire; not to be changed afterwards.</param>
    /// <returns><see langword="false"/> where the queue is full: the peer must be disconnected.</returns>
    public bool Add(byte[] encoded)
    {
        lock (_gate)
        {
            if (_closed)
                return true;
            if (_pending > 0 && _pending + encoded.Length > limit)
                return false;
            if (_pending == 0)
                Volatile.Write(ref _progress, Stopwatch.GetTimestamp());
            Volatile.Write(ref _pending, _pending + encoded.Length);
            _waiting.Enqueue(encoded);
            _filled.Set();
            return true;
        }
    }

    /// <summary>Waits for messages and joins small ones, so that they travel in one packet.</summary>
    /// <returns>Whole messages, or nothing once the queue is closed. Valid until the next call.</returns>
    public ReadOnlyMemory<byte> Take()
    {
        while (true)
        {
            _filled.Wait();
            lock (_gate)
            {
                if (_closed)
                    return default;
                if (_waiting.Count > 0)
                    return Join();
                _filled.Reset();
            }
        }
    }

    /// <summary>Notes that the peer took bytes.</summary>
    /// <param name="count">How many.</param>
    public void Sent(int count)
    {
        lock (_gate)
        {
            Volatile.Write(ref _progress, Stopwatch.GetTimestamp());
            if (!_closed)
                Volatile.Write(ref _pending, _pending - count);
        }
    }

    /// <summary>Drops what waits and lets <see cref="Take"/> return.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _waiting.Clear();
            Volatile.Write(ref _pending, 0);
            _filled.Set();
        }
    }

    private ReadOnlyMemory<byte> Join()
    {
        var first = _waiting.Dequeue();
        if (_waiting.Count == 0 || first.Length + _waiting.Peek().Length > BatchBytes)
            return first;
        first.CopyTo(_batch, 0);
        var length = first.Length;
        while (_waiting.TryPeek(out var next) && length + next.Length <= BatchBytes)
        {
            next.CopyTo(_batch, length);
            length += next.Length;
            _waiting.Dequeue();
        }

        return _batch.AsMemory(0, length);
    }
}
