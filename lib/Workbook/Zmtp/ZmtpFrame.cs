using System.Buffers.Binary;

namespace Workbook.Zmtp;

/// <summary>Flags in front of a frame's size.</summary>
[Flags]
internal enum FrameFlags : byte
{
    /// <summary>The last frame of a message, with a size of one byte.</summary>
    None = 0,

    /// <summary>More frames of this message follow.</summary>
    More = 1,

    /// <summary>The size takes eight bytes.</summary>
    Long = 2,

    /// <summary>A command, not a part of a message.</summary>
    Command = 4,
}

/// <summary>A frame as read: a command, or one part of a message.</summary>
/// <param name="Flags">Its flags.</param>
/// <param name="Body">Its bytes.</param>
internal readonly record struct ZmtpFrame(FrameFlags Flags, byte[] Body)
{
    /// <summary>Whether more frames of this message follow.</summary>
    public bool HasMore => (Flags & FrameFlags.More) != 0;

    /// <summary>Whether this is a command.</summary>
    public bool IsCommand => (Flags & FrameFlags.Command) != 0;

    /// <summary>Encodes a message as one stretch of bytes, so that it is written as a unit.</summary>
    /// <param name="frames">The message's frames, at least one.</param>
    public static byte[] Encode(IReadOnlyList<byte[]> frames)
    {
        long total = 0;
        foreach (var frame in frames)
            total += HeadLength(frame.Length) + frame.Length;
        var encoded = new byte[total];
        var rest = encoded.AsSpan();
        for (var i = 0; i < frames.Count; i++)
        {
            var flags = i + 1 < frames.Count ? FrameFlags.More : FrameFlags.None;
            rest = rest[Put(rest, flags, frames[i])..];
        }

        return encoded;
    }

    /// <summary>Encodes a command's body as a frame.</summary>
    /// <param name="body">Name and data, as <see cref="ZmtpCommand"/> builds them.</param>
    public static byte[] EncodeCommand(ReadOnlySpan<byte> body)
    {
        var encoded = new byte[HeadLength(body.Length) + body.Length];
        Put(encoded, FrameFlags.Command, body);
        return encoded;
    }

    private static int HeadLength(int size) => size <= byte.MaxValue ? 2 : 9;

    private static int Put(Span<byte> target, FrameFlags flags, ReadOnlySpan<byte> body)
    {
        var head = HeadLength(body.Length);
        target[0] = (byte)(head == 2 ? flags : flags | FrameFlags.Long);
        if (head == 2)
            target[1] = (byte)body.Length;
        else
            BinaryPrimitives.WriteInt64BigEndian(target[1..], body.Length);
        body.CopyTo(target[head..]);
        return head + body.Length;
    }
}
