using System.Text;
using Workbook.Zmtp;
using Xunit;

namespace Workbook.Tests.Zmtp;

public sealed class ZmtpHandshakeTests : IDisposable
{
    private readonly RouterSocket _router = new() { Limits = new ZmtpLimits { Handshake = TimeSpan.FromSeconds(1) } };

    public ZmtpHandshakeTests()
    {
        ZmtpLog.Sink = _ => { };
        _router.Bind("tcp://127.0.0.1:0");
    }

    public void Dispose() => _router.Dispose();

    [Fact]
    public void Greeting_and_ready_have_the_bytes_of_the_specification()
    {
        using var peer = new RawPeer(_router.Port);
        var greeting = peer.ReadGreeting();
        Assert.Equal([0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 1], greeting[..12]);
        Assert.Equal("NULL" + new string('\0', 48), Encoding.ASCII.GetString(greeting, 12, 52));
        peer.Greet();
        byte[] expected =
        [
            0x04, 0x29, 5, .. "READY"u8, 0x0B, .. "Socket-Type"u8, 0, 0, 0, 6, .. "ROUTER"u8,
            8, .. "Identity"u8, 0, 0, 0, 0,
        ];
        Assert.Equal(expected, peer.ReadExactly(expected.Length));
    }

    [Fact]
    public void Publisher_and_replier_name_themselves_without_an_identity()
    {
        Assert.Equal([0x04, 0x1A, 5, .. "READY"u8, 0x0B, .. "Socket-Type"u8, 0, 0, 0, 4, .. "XPUB"u8],
            ZmtpCommand.EncodeReady("XPUB"));
        Assert.Equal([0x04, 0x19, 5, .. "READY"u8, 0x0B, .. "Socket-Type"u8, 0, 0, 0, 3, .. "REP"u8],
            ZmtpCommand.EncodeReady("REP"));
    }

    [Fact]
    public void Handshake_byte_by_byte()
    {
        using var peer = new RawPeer(_router.Port);
        byte[] all = [.. RawPeer.Greeting(), .. RawPeer.Ready("DEALER", "slow"), .. RawPeer.Message("hi"u8.ToArray())];
        foreach (var one in all)
            peer.Send(one);
        Assert.Equal("slow", Encoding.ASCII.GetString(_router.Inbox.Take()!.Identity));
    }

    [Fact]
    public void Libzmqs_own_rhythm_ten_bytes_one_byte_the_rest()
    {
        using var peer = new RawPeer(_router.Port);
        var greeting = RawPeer.Greeting();
        peer.Send(greeting.AsSpan(0, 10));
        peer.ReadExactly(10);
        peer.Send(greeting.AsSpan(10, 1));
        peer.ReadExactly(1);
        peer.Send(greeting.AsSpan(11));
        peer.ReadExactly(53);
        Assert.Equal("READY", peer.ReadCommand().Name);
        peer.Send([.. RawPeer.Ready("DEALER", "sess-1"), .. RawPeer.Message("a"u8.ToArray(), "b"u8.ToArray())]);
        var message = _router.Inbox.Take()!;
        Assert.Equal("sess-1", Encoding.ASCII.GetString(message.Identity));
        Assert.Equal(["a", "b"], message.Frames.Select(Encoding.ASCII.GetString));
    }

    [Fact]
    public void Property_names_ignore_case_and_unknown_ones_are_ignored()
    {
        using var peer = new RawPeer(_router.Port);
        List<byte> body =
        [
            5, .. "READY"u8, .. RawPeer.Property("X-Colour", "red"u8), .. RawPeer.Property("socket-TYPE", "DEALER"u8),
            .. RawPeer.Property("Resource", ""u8), .. RawPeer.Property("IDENTITY", "me"u8),
        ];
        peer.Send([.. RawPeer.Greeting(), 4, (byte)body.Count, .. body, .. RawPeer.Message("x"u8.ToArray())]);
        Assert.Equal("me"u8.ToArray(), _router.Inbox.Take()!.Identity);
    }

    [Theory]
    [InlineData("01 00")] // ZMTP 1.0: an anonymous peer's identity frame
    [InlineData("FF 00 00 00 00 00 00 00 01 7E 01 00 00")] // no ZMTP 2 bit
    [InlineData("FF 00 00 00 00 00 00 00 01 7F 01 05 00 00")] // ZMTP 2.0: revision 1, then socket type and identity
    [InlineData("47 45 54 20 2F 20 48 54 54 50 2F 31 2E 31 0D 0A")] // GET / HTTP/1.1
    public void Older_or_foreign_greetings_are_refused(string bytes)
    {
        using var peer = new RawPeer(_router.Port);
        peer.Send(Convert.FromHexString(bytes.Replace(" ", "")));
        Assert.True(peer.IsClosedByPeer());
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("CURVE")]
    [InlineData("NULLX")]
    [InlineData("")]
    public void Other_mechanisms_are_refused(string mechanism)
    {
        var greeting = RawPeer.Greeting();
        greeting.AsSpan(12, 20).Clear();
        Encoding.ASCII.GetBytes(mechanism).CopyTo(greeting, 12);
        using var peer = new RawPeer(_router.Port);
        peer.Send(greeting);
        Assert.True(peer.IsClosedByPeer());
    }

    [Fact]
    public void Later_versions_are_accepted()
    {
        var greeting = RawPeer.Greeting();
        (greeting[10], greeting[11]) = (4, 2);
        using var peer = new RawPeer(_router.Port);
        peer.Send([.. greeting, .. RawPeer.Ready("DEALER"), .. RawPeer.Message("x"u8.ToArray())]);
        Assert.NotNull(_router.Inbox.Take());
    }

    public static TheoryData<string, byte[]> BadOpenings => new()
    {
        { "a SUB peer", RawPeer.Ready("SUB") },
        { "no socket type", RawPeer.Command("READY") },
        { "an ERROR", RawPeer.Command("ERROR", [3, .. "bad"u8]) },
        { "a PING first", RawPeer.Command("PING", [0, 0]) },
        { "a message first", RawPeer.Message("hello"u8.ToArray()) },
        { "a truncated property", RawPeer.Command("READY", [11, .. "Socket-Type"u8, 0, 0, 0, 9, .. "DEALER"u8]) },
        { "a property of 4 GiB", RawPeer.Command("READY", [1, 65, 255, 255, 255, 255]) },
        { "a nameless property", RawPeer.Command("READY", [0, 0, 0, 0, 0]) },
        { "an empty command", [4, 0] },
        { "a command longer than its frame", [4, 2, 200, 65] },
        { "an identity beginning with zero", RawPeer.Ready("DEALER", "\0abc") },
        { "a second READY", [.. RawPeer.Ready("DEALER"), .. RawPeer.Ready("DEALER")] },
        { "a command with MORE", [5, .. RawPeer.Ready("DEALER").AsSpan(1)] },
        { "unknown flags", [0x44, .. RawPeer.Ready("DEALER").AsSpan(1)] },
    };

    [Theory]
    [MemberData(nameof(BadOpenings))]
    public void Bad_openings_end_the_connection(string what, byte[] opening)
    {
        using var peer = new RawPeer(_router.Port);
        peer.Send([.. RawPeer.Greeting(), .. opening]);
        Assert.True(peer.IsClosedByPeer(), what);
        AssertStillServes();
    }

    [Fact]
    public void A_wrong_peer_is_told_why()
    {
        using var peer = new RawPeer(_router.Port);
        peer.Send([.. RawPeer.Greeting(), .. RawPeer.Ready("SUB")]);
        peer.ReadGreeting();
        peer.ReadCommand();
        var (name, data) = peer.ReadCommand();
        Assert.Equal("ERROR", name);
        Assert.Equal("a ROUTER socket takes no SUB peer", Encoding.ASCII.GetString(data, 1, data[0]));
    }

    [Fact]
    public void A_peer_that_stays_silent_is_dropped_after_the_limit()
    {
        using var peer = new RawPeer(_router.Port);
        peer.Send(RawPeer.Greeting());
        Assert.True(peer.IsClosedByPeer());
        AssertStillServes();
    }

    [Fact]
    public void Dripping_bytes_do_not_stretch_the_limit()
    {
        using var peer = new RawPeer(_router.Port);
        var greeting = RawPeer.Greeting();
        var started = Environment.TickCount64;
        var dropped = false;
        for (var i = 0; i < greeting.Length && !dropped; i++)
        {
            try
            {
                peer.Send(greeting[i]);
            }
            catch (System.Net.Sockets.SocketException)
            {
                dropped = true;
            }

            Thread.Sleep(80);
        }

        Assert.True(dropped || peer.IsClosedByPeer());
        Assert.True(Environment.TickCount64 - started < 5100);
    }

    private void AssertStillServes()
    {
        using var peer = RawPeer.Connect(_router.Port, "DEALER", "next");
        peer.SendMessage("ping");
        Assert.Equal("next"u8.ToArray(), _router.Inbox.Take()!.Identity);
    }
}
