using System.Buffers.Binary;
using System.Text;

namespace Workbook.Zmtp;

/// <summary>Commands: <c>length(1) name data</c> in a command frame. READY and ERROR belong to the NULL handshake;
/// PING, PONG, SUBSCRIBE and CANCEL come after it.</summary>
internal static class ZmtpCommand
{
    private const int LongestPingContext = 16;

    /// <summary>A command frame, encoded.</summary>
    /// <param name="name">The command's name, ASCII.</param>
    /// <param name="data">What follows the name.</param>
    public static byte[] Encode(string name, ReadOnlySpan<byte> data)
    {
        var body = new byte[1 + name.Length + data.Length];
        body[0] = (byte)name.Length;
        Encoding.ASCII.GetBytes(name, body.AsSpan(1));
        data.CopyTo(body.AsSpan(1 + name.Length));
        return ZmtpFrame.EncodeCommand(body);
    }

    /// <summary>Our READY.</summary>
    /// <param name="socketType"><c>ROUTER</c>, <c>XPUB</c> or <c>REP</c>.</param>
    public static byte[] EncodeReady(string socketType)
    {
        using var data = new MemoryStream();
        PutProperty(data, "Socket-Type", Encoding.ASCII.GetBytes(socketType));
        if (socketType == "ROUTER")
            PutProperty(data, "Identity", []);
        return Encode("READY", data.ToArray());
    }

    /// <summary>An ERROR that tells the peer why it is refused.</summary>
    /// <param name="reason">At most 255 ASCII characters.</param>
    public static byte[] EncodeError(string reason)
    {
        var text = Encoding.ASCII.GetBytes(reason);
        return Encode("ERROR", [(byte)text.Length, .. text]);
    }

    /// <summary>The PONG for a PING.</summary>
    /// <param name="pingData">The PING's data: time to live (2 bytes), then the context to return.</param>
    public static byte[] EncodePong(ReadOnlySpan<byte> pingData)
    {
        if (pingData.Length < 2)
            throw new ZmtpException("a PING lacks its time to live");
        var context = pingData[2..];
        return Encode("PONG", context[..Math.Min(context.Length, LongestPingContext)]);
    }

    /// <summary>Splits a command's body.</summary>
    /// <param name="body">The frame's bytes.</param>
    /// <param name="data">What follows the name.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ZmtpException">The name's length is wrong.</exception>
    public static string Split(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> data)
    {
        if (body.IsEmpty || body[0] == 0 || body[0] >= body.Length)
            throw new ZmtpException("a command has no name");
        var end = 1 + body[0];
        data = body[end..];
        return Encoding.ASCII.GetString(body[1..end]);
    }

    /// <summary>Reads the properties of the peer's READY; their names ignore case.</summary>
    /// <param name="data">What follows the command's name.</param>
    /// <exception cref="ZmtpException">The list is truncated.</exception>
    public static Dictionary<string, byte[]> ReadProperties(ReadOnlySpan<byte> data)
    {
        var properties = new Dictionary<string, byte[]>(StringComparer.OrdinalIgnoreCase);
        while (!data.IsEmpty)
        {
            int nameEnd = 1 + data[0];
            if (data[0] == 0 || data.Length < nameEnd + 4)
                throw new ZmtpException("a property of READY is truncated");
            var name = Encoding.ASCII.GetString(data[1..nameEnd]);
            var length = BinaryPrimitives.ReadUInt32BigEndian(data[nameEnd..]);
            data = data[(nameEnd + 4)..];
            if (length > data.Length)
                throw new ZmtpException("a property of READY is truncated");
            properties[name] = data[..(int)length].ToArray();
            data = data[(int)length..];
        }

        return properties;
    }

    private static void PutProperty(MemoryStream target, string name, ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        target.WriteByte((byte)name.Length);
        target.Write(Encoding.ASCII.GetBytes(name));
        target.Write(length);
        target.Write(value);
    }
}
