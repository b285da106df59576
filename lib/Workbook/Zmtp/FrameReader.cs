using System.Buffers.Binary;

namespace Workbook.Zmtp;

/// <summary>Reads bytes of a connection, blocking.</summary>
/// <param name="buffer">Where they go; at least one byte long.</param>
/// <returns>How many came; 0 at the end of the stream.</returns>
internal delegate int ReadBytes(Span<byte> buffer);

/// <summary>Cuts a byte stream into greeting and frames. Nothing is allocated on the word of a size field alone:
/// memory grows with the bytes that really came.</summary>
/// <param name="read">The stream.</param>
/// <param name="limits">How much a peer may send.</param>
internal sealed class FrameReader(ReadBytes read, ZmtpLimits limits)
{
    private const int Chunk = 1 << 16;
    private const byte KnownFlags = (byte)(FrameFlags.More | FrameFlags.Long | FrameFlags.Command);

    private readonly byte[] _buffer = new byte[Chunk];
    private int _start;
    private int _end;

    /// <summary>Reads the peer's greeting and checks it.</summary>
    /// <exception cref="ZmtpException">Not ZMTP 3 with NULL.</exception>
    public void ReadGreeting()
    {
        Span<byte> greeting = stackalloc byte[ZmtpGreeting.Length];
        Fill(greeting[..ZmtpGreeting.VersionLength]);
        ZmtpGreeting.CheckVersion(greeting);
        Fill(greeting[ZmtpGreeting.VersionLength..]);
        ZmtpGreeting.CheckMechanism(greeting);
    }

    /// <summary>Reads one frame.</summary>
    /// <param name="room">Bytes that this message may still take.</param>
    /// <returns>The frame, or <see langword="null"/> where the stream ends between frames.</returns>
    /// <exception cref="ZmtpException">A malformed or oversized frame, or an end within one.</exception>
    public ZmtpFrame? ReadFrame(long room)
    {
        if (_start == _end && !Refill())
            return null;
        var bits = _buffer[_start++];
        if ((bits & ~KnownFlags) != 0)
            throw new ZmtpException($"a frame has the unknown flags 0x{bits:X2}");
        var flags = (FrameFlags)bits;
        var isCommand = (flags & FrameFlags.Command) != 0;
        if (isCommand && (flags & FrameFlags.More) != 0)
            throw new ZmtpException("a command claims to have more frames");
        var size = ReadSize((flags & FrameFlags.Long) != 0);
        var limit = isCommand ? limits.Command : room;
        if (size < 0 || size > limit)
            throw new ZmtpException($"a frame of {(ulong)size} bytes is over the limit of {limit}");
        return new ZmtpFrame(flags, ReadBody((int)size));
    }

    private long ReadSize(bool isLong)
    {
        Span<byte> size = stackalloc byte[8];
        if (!isLong)
        {
            Fill(size[..1]);
            return size[0];
        }

        Fill(size);
        return BinaryPrimitives.ReadInt64BigEndian(size);
    }

    private byte[] ReadBody(int size)
    {
        if (size == 0)
            return [];
        var body = new byte[Math.Min(size, Chunk)];
        var filled = 0;
        while (true)
        {
            Fill(body.AsSpan(filled));
            filled = body.Length;
            if (filled == size)
                return body;
            Array.Resize(ref body, (int)Math.Min(size, 2L * filled));
        }
    }

    private void Fill(Span<byte> target)
    {
        while (target.Length > 0)
        {
            if (_start == _end)
            {
                // A large body goes straight to its place.
                if (target.Length >= Chunk)
                {
                    var count = read(target);
                    if (count == 0)
                        throw Ended();
                    target = target[count..];
                    continue;
                }

                if (!Refill())
                    throw Ended();
            }

            var taken = Math.Min(target.Length, _end - _start);
            _buffer.AsSpan(_start, taken).CopyTo(target);
            _start += taken;
            target = target[taken..];
        }
    }

    private bool Refill()
    {
        _start = 0;
        _end = read(_buffer);
        return _end > 0;
    }

    private static ZmtpException Ended() => new("the connection ended within a frame");
}
