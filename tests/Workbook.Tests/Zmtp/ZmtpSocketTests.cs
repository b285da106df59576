using System.Net.Sockets;
using System.Text;
using Workbook.Zmtp;
using Xunit;

namespace Workbook.Tests.Zmtp;

[Collection(nameof(Protocol.RunsAlone))]
public sealed class ZmtpSocketTests
{
    public ZmtpSocketTests() => ZmtpLog.Sink = _ => { };

    [Fact]
    public void A_router_answers_the_peer_that_asked()
    {
        using var router = Bound(new RouterSocket());
        using var anna = RawPeer.Connect(router.Port, "DEALER", "anna");
        using var bert = RawPeer.Connect(router.Port, "DEALER");
        anna.SendMessage("from anna");
        var first = router.Inbox.Take()!;
        bert.SendMessage("", "from bert");
        var second = router.Inbox.Take()!;
        Assert.Equal(5, second.Identity.Length);
        Assert.Equal(0, second.Identity[0]);
        Assert.True(router.Send(second.Identity, [[], "to bert"u8.ToArray()]));
        Assert.True(router.Send(first.Identity, ["to anna"u8.ToArray()]));
        Assert.False(router.Send("nobody"u8.ToArray(), ["lost"u8.ToArray()]));
        Assert.Equal(["", "to bert"], bert.ReadMessage());
        Assert.Equal(["to anna"], anna.ReadMessage());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(3_000_000)]
    public void Frames_of_every_size_arrive_whole(int size)
    {
        using var router = Bound(new RouterSocket());
        using var peer = RawPeer.Connect(router.Port, "DEALER", "p");
        var body = new byte[size];
        new Random(size).NextBytes(body);
        peer.Send(RawPeer.Message("head"u8.ToArray(), body, []));
        var message = router.Inbox.Take()!;
        Assert.Equal(3, message.Frames.Length);
        Assert.Equal(body, message.Frames[1]);
        router.Send(message.Identity, message.Frames);
        Assert.Equal(Encoding.Latin1.GetString(body), peer.ReadMessage()[1]);
    }

    [Theory]
    [InlineData(0x7FFF_FFFF_FFFF_FFFF)]
    [InlineData(-1)]
    [InlineData(2000)]
    public void A_size_over_the_limit_ends_the_connection_before_anything_is_allocated(long size)
    {
        using var router = Bound(new RouterSocket { Limits = new ZmtpLimits { IncomingMessage = 1000 } });
        using var peer = RawPeer.Connect(router.Port, "DEALER", "p");
        var before = GC.GetTotalAllocatedBytes();
        peer.Send([2, .. BitConverter.GetBytes(size).Reverse()]);
        Assert.True(peer.IsClosedByPeer());
        Assert.True(GC.GetTotalAllocatedBytes() - before < 10_000_000);
    }

    [Fact]
    public void A_size_that_promises_more_than_comes_costs_no_memory()
    {
        using var router = Bound(new RouterSocket());
        using var peer = RawPeer.Connect(router.Port, "DEALER", "liar");
        var before = GC.GetTotalAllocatedBytes();
        peer.Send([2, 0, 0, 0, 0, 0x0F, 0xFF, 0xFF, 0xFF, 1, 2, 3]);
        Thread.Sleep(100);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 10_000_000);
        peer.Dispose();
        Assert.Null(router.Inbox.TryTake());
    }

    [Fact]
    public void Many_small_frames_count_towards_the_messages_limit()
    {
        using var router = Bound(new RouterSocket { Limits = new ZmtpLimits { IncomingFrames = 10 } });
        using var peer = RawPeer.Connect(router.Port, "DEALER", "p");
        for (var i = 0; i < 11; i++)
            peer.Send([1, 0]);
        Assert.True(peer.IsClosedByPeer());
    }

    [Fact]
    public void A_reconnecting_peer_takes_its_identity_over()
    {
        using var router = Bound(new RouterSocket());
        using var old = RawPeer.Connect(router.Port, "DEALER", "same");
        old.SendMessage("one");
        var request = router.Inbox.Take()!;
        using var renewed = RawPeer.Connect(router.Port, "DEALER", "same");
        renewed.SendMessage("two");
        router.Inbox.Take();
        Assert.True(old.IsClosedByPeer());
        Assert.True(router.Send(request.Identity, ["reply"u8.ToArray()]));
        Assert.Equal(["reply"], renewed.ReadMessage());
    }

    [Fact]
    public void Commands_may_stand_between_messages_and_pings_are_answered()
    {
        using var router = Bound(new RouterSocket());
        using var peer = RawPeer.Connect(router.Port, "DEALER", "p");
        peer.Send([.. RawPeer.Command("PONG", [.. "x"u8]), .. RawPeer.Command("WHATEVER", 1, 2)]);
        peer.Send(RawPeer.Command("PING", [0, 10, .. "LOL"u8]));
        var (name, data) = peer.ReadCommand();
        Assert.Equal("PONG", name);
        Assert.Equal("LOL"u8.ToArray(), data);
        peer.Send(RawPeer.Command("PING", [0, 10, .. Enumerable.Repeat((byte)'c', 58)]));
        Assert.Equal(16, peer.ReadCommand().Data.Length);
        peer.Send(RawPeer.Command("PING", 1));
        Assert.True(peer.IsClosedByPeer());
    }

    [Fact]
    public void The_heartbeat_echoes_envelope_and_body()
    {
        using var reply = Bound(new ReplySocket());
        using var request = RawPeer.Connect(reply.Port, "REQ");
        request.SendMessage("", "ping");
        Assert.Equal(["", "ping"], request.ReadMessage());
        using var dealer = RawPeer.Connect(reply.Port, "DEALER");
        dealer.SendMessage("no delimiter");
        dealer.SendMessage("a", "b", "", "body", "");
        Assert.Equal(["a", "b", "", "body", ""], dealer.ReadMessage());
    }

    [Fact]
    public void The_heartbeat_answers_while_every_pool_thread_is_blocked()
    {
        using var reply = Bound(new ReplySocket());
        var release = new ManualResetEventSlim(false);
        for (var i = 0; i < 200; i++)
            ThreadPool.QueueUserWorkItem(_ => release.Wait());
        try
        {
            using var request = RawPeer.Connect(reply.Port, "REQ");
            var started = Environment.TickCount64;
            request.SendMessage("", "ping");
            Assert.Equal(["", "ping"], request.ReadMessage());
            Assert.True(Environment.TickCount64 - started < 3000);
        }
        finally
        {
            release.Set();
        }
    }

    [Fact]
    public void Fifty_clients_at_once()
    {
        using var router = Bound(new RouterSocket());
        var peers = Enumerable.Range(0, 50).Select(i => RawPeer.Connect(router.Port, "DEALER", $"c{i}")).ToList();
        for (var round = 0; round < 20; round++)
        {
            foreach (var peer in peers)
                peer.SendMessage($"r{round}");
        }

        for (var i = 0; i < 50 * 20; i++)
        {
            var message = router.Inbox.Take()!;
            Assert.True(router.Send(message.Identity, [.. message.Frames, message.Identity]));
        }

        for (var i = 0; i < peers.Count; i++)
        {
            for (var round = 0; round < 20; round++)
                Assert.Equal([$"r{round}", $"c{i}"], peers[i].ReadMessage());
            peers[i].Dispose();
        }

        Assert.True(SpinWait.SpinUntil(() => router.Connections().Length == 0, 5000));
    }

    [Fact]
    public void Closing_waits_for_what_is_queued()
    {
        var router = Bound(new RouterSocket());
        using var peer = RawPeer.Connect(router.Port, "DEALER", "p");
        peer.SendMessage("x");
        router.Inbox.Take();
        for (var i = 0; i < 1000; i++)
            router.Send("p"u8.ToArray(), [Encoding.ASCII.GetBytes($"{i}"), new byte[2000]]);
        var closing = new Thread(() => router.Close(TimeSpan.FromSeconds(5)));
        closing.Start();
        for (var i = 0; i < 1000; i++)
            Assert.Equal($"{i}", peer.ReadMessage()[0]);
        closing.Join();
        Assert.True(peer.IsClosedByPeer());
    }

    [Fact]
    public void A_taken_port_is_an_error_and_a_closed_one_is_free_at_once()
    {
        var first = Bound(new RouterSocket());
        var url = $"tcp://127.0.0.1:{first.Port}";
        using var second = new RouterSocket();
        Assert.Throws<SocketException>(() => second.Bind(url));
        using var peer = RawPeer.Connect(first.Port, "DEALER", "p");
        first.Close(TimeSpan.Zero);
        using var third = new RouterSocket();
        third.Bind(url);
    }

    [Fact]
    public void Unix_sockets_survive_a_killed_kernels_leftovers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "jupyter_client uses tcp on Windows");
        var path = Path.Combine(Path.GetTempPath(), $"wb-{Guid.NewGuid():N}");
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // .NET removes a bound file when it closes the socket, which a killed process does not.
            left.Bind(new UnixDomainSocketEndPoint(path + "-x"));
            File.Move(path + "-x", path);
        }

        Assert.True(File.Exists(path));
        using var reply = new ReplySocket();
        reply.Bind($"ipc://{path}");
        using var rival = new ReplySocket();
        Assert.Throws<SocketException>(() => rival.Bind($"ipc://{path}"));
        using var peer = new RawPeer(new UnixDomainSocketEndPoint(path));
        peer.Send([.. RawPeer.Greeting(), .. RawPeer.Ready("REQ"), .. RawPeer.Message([], "hi"u8.ToArray())]);
        peer.ReadGreeting();
        peer.ReadCommand();
        Assert.Equal(["", "hi"], peer.ReadMessage());
        reply.Dispose();
        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData("inproc://x")]
    [InlineData("tcp://")]
    [InlineData("tcp://127.0.0.1")]
    [InlineData("tcp://host name:1")]
    [InlineData("tcp://127.0.0.1:70000")]
    public void Malformed_addresses_are_refused(string url)
        => Assert.Throws<FormatException>(() => ZmtpEndpoint.Parse(url));

    private static T Bound<T>(T socket)
        where T : ServerSocket
    {
        socket.Bind("tcp://127.0.0.1:0");
        return socket;
    }
}
