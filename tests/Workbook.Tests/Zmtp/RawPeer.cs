using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Workbook.Tests.Zmtp;

/// <summary>The connecting side of ZMTP, written apart from the library's code and byte by byte, so that a mistake
/// shared by both sides cannot hide.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly Socket _socket;

    public RawPeer(int port)
        : this(new IPEndPoint(IPAddress.Loopback, port))
    {
    }

    public RawPeer(EndPoint address)
    {
        var family = address is UnixDomainSocketEndPoint ? AddressFamily.Unix : AddressFamily.InterNetwork;
        _socket = new Socket(family, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };
        _socket.Connect(address);
    }

    public static RawPeer Connect(int port, string type, string? identity = null, byte minor = 1)
    {
        var peer = new RawPeer(port);
        peer.Greet(minor);
        peer.Send(Ready(type, identity));
        peer.ReadGreeting();
        Assert.Equal("READY", peer.ReadCommand().Name);
        return peer;
    }

    public static byte[] Greeting(byte minor = 1)
    {
        var greeting = new byte[64];
        greeting[0] = 0xFF;
        greeting[8] = 7;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        greeting[11] = minor;
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        return greeting;
    }

    public static byte[] Ready(string type, string? identity = null)
    {
        List<byte> body = [5, .. "READY"u8, .. Property("Socket-Type", Encoding.ASCII.GetBytes(type))];
        if (identity is not null)
            body.AddRange(Property("Identity", Encoding.Latin1.GetBytes(identity)));
        return [4, (byte)body.Count, .. body];
    }

    public static byte[] Command(string name, params ReadOnlySpan<byte> data)
        => [4, (byte)(1 + name.Length + data.Length), (byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. data];

    public static byte[] Message(params byte[][] frames)
    {
        List<byte> bytes = [];
        for (var i = 0; i < frames.Length; i++)
        {
            var more = i + 1 < frames.Length ? 1 : 0;
            var size = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(size, frames[i].Length);
            if (frames[i].Length < 256)
                bytes.AddRange([(byte)more, size[7], .. frames[i]]);
            else
                bytes.AddRange([(byte)(more | 2), .. size, .. frames[i]]);
        }

        return [.. bytes];
    }

    public static byte[] Property(string name, ReadOnlySpan<byte> value)
        => [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 0, 0, 0, (byte)value.Length, .. value];

    public void Greet(byte minor = 1) => Send(Greeting(minor));

    public void Send(params ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[_socket.Send(bytes)..];
    }

    public void SendMessage(params string[] frames) => Send(Message([.. frames.Select(Encoding.Latin1.GetBytes)]));

    public byte[] ReadExactly(int count)
    {
        var bytes = new byte[count];
        for (var filled = 0; filled < count;)
        {
            var read = _socket.Receive(bytes.AsSpan(filled));
            if (read == 0)
                throw new EndOfStreamException();
            filled += read;
        }

        return bytes;
    }

    public byte[] ReadGreeting() => ReadExactly(64);

    public (byte Flags, byte[] Body) ReadFrame()
    {
        var flags = ReadExactly(1)[0];
        var size = (flags & 2) != 0
            ? (int)BinaryPrimitives.ReadInt64BigEndian(ReadExactly(8))
            : ReadExactly(1)[0];
        return (flags, ReadExactly(size));
    }

    public (string Name, byte[] Data) ReadCommand()
    {
        var (flags, body) = ReadFrame();
        Assert.Equal(4, flags & ~2);
        return (Encoding.ASCII.GetString(body, 1, body[0]), body[(1 + body[0])..]);
    }

    public string[] ReadMessage()
    {
        List<string> frames = [];
        while (true)
        {
            var (flags, body) = ReadFrame();
            Assert.Equal(0, flags & 4);
            frames.Add(Encoding.Latin1.GetString(body));
            if ((flags & 1) == 0)
                return [.. frames];
        }
    }

    /// <summary>Whether the other side closes within five seconds, whatever it still sends.</summary>
    public bool IsClosedByPeer()
    {
        var rest = new byte[4096];
        try
        {
            while (_socket.Receive(rest) > 0)
            {
            }

            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode != SocketError.TimedOut;
        }
    }

    public bool HasData(int milliseconds) => _socket.Poll(milliseconds * 1000, SelectMode.SelectRead);

    public void Dispose() => _socket.Dispose();
}
