using System.Text;
using Workbook.Zmtp;
using Xunit;

namespace Workbook.Tests.Zmtp;

public sealed class ZmtpPublisherTests
{
    public ZmtpPublisherTests() => ZmtpLog.Sink = _ => { };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_forms_of_subscription_work_whatever_minor_is_claimed(bool asCommand)
    {
        foreach (byte minor in (byte[])[0, 1])
        {
            using var publisher = Bound(new XPubSocket { MinorVersion = minor });
            using var peer = RawPeer.Connect(publisher.Port, "SUB");
            Subscribe(peer, "news", asCommand);
            WaitForSubscription(publisher);
            Publish(publisher, "old", "1");
            Publish(publisher, "news.today", "2");
            Assert.Equal(["news.today", "2"], peer.ReadMessage());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_subscribed_twice_must_be_cancelled_twice(bool asCommand)
    {
        using var publisher = Bound(Welcoming());
        using var peer = RawPeer.Connect(publisher.Port, "SUB");
        Subscribe(peer, "a", asCommand);
        Subscribe(peer, "a", asCommand);
        Cancel(peer, "a", asCommand);
        ReadWelcomes(peer, "a", "a");
        Sync(publisher, peer, asCommand);
        Publish(publisher, "a", "still");
        Assert.Equal(["a", "still"], peer.ReadMessage());
        Cancel(peer, "a", asCommand);
        Cancel(peer, "a", asCommand);
        Sync(publisher, peer, asCommand);
        Publish(publisher, "a", "never");
        Publish(publisher, "sync", "end");
        Assert.Equal(["sync", "end"], peer.ReadMessage());
    }

    [Fact]
    public void Every_subscriber_is_welcomed_and_before_anything_else()
    {
        using var publisher = Bound(Welcoming());
        using var stop = new CancellationTokenSource();
        var talker = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
                Publish(publisher, "t", "noise");
        });
        talker.Start();
        for (var i = 0; i < 20; i++)
        {
            using var peer = RawPeer.Connect(publisher.Port, "SUB");
            Subscribe(peer, "", true);
            ReadWelcomes(peer, "");
        }

        stop.Cancel();
        talker.Join();
    }

    [Fact]
    public void Other_messages_of_subscribers_are_ignored()
    {
        using var publisher = Bound(Welcoming());
        using var peer = RawPeer.Connect(publisher.Port, "SUB");
        peer.SendMessage("hello");
        peer.SendMessage("");
        peer.SendMessage("\u0001", "two frames");
        peer.Send(RawPeer.Command("UNKNOWN"));
        Subscribe(peer, "", false);
        ReadWelcomes(peer, "");
    }

    [Fact]
    public void Too_many_subscriptions_end_the_connection()
    {
        using var publisher = Bound(new XPubSocket { Limits = new ZmtpLimits { Subscriptions = 5 } });
        using var peer = RawPeer.Connect(publisher.Port, "SUB");
        for (var i = 0; i < 6; i++)
            Subscribe(peer, $"{i}", true);
        Assert.True(peer.IsClosedByPeer());
    }

    [Fact]
    public void A_peer_that_never_reads_is_cut_off_and_holds_up_nobody()
    {
        using var publisher = Bound(new XPubSocket { Limits = new ZmtpLimits { Outgoing = 8 << 20 } });
        using var deaf = RawPeer.Connect(publisher.Port, "SUB");
        Subscribe(deaf, "", true);
        WaitForSubscription(publisher);
        var body = new string('x', 1 << 20);
        var sent = 0;
        while (publisher.Connections().Length > 0 && sent++ < 200)
            Publish(publisher, "t", body);
        Assert.InRange(sent, 8, 199);
        using var reader = RawPeer.Connect(publisher.Port, "SUB");
        Subscribe(reader, "", true);
        WaitForSubscription(publisher);
        Publish(publisher, "t", "after");
        Assert.Equal(["t", "after"], reader.ReadMessage());
    }

    [Fact]
    public void The_backlog_counts_readers_and_forgets_the_stalled()
    {
        using var publisher = Bound(new XPubSocket());
        using var deaf = RawPeer.Connect(publisher.Port, "SUB");
        Subscribe(deaf, "", true);
        WaitForSubscription(publisher);
        Assert.Equal(0, publisher.Backlog());
        for (var i = 0; i < 32; i++)
            Publish(publisher, "t", new string('x', 1 << 20));
        Assert.True(publisher.Backlog() > 4 << 20);
        Assert.True(SpinWait.SpinUntil(() => publisher.Backlog() == 0, 8000));
    }

    [Fact]
    public void Twenty_megabytes_arrive_whole()
    {
        using var publisher = Bound(new XPubSocket());
        using var peer = RawPeer.Connect(publisher.Port, "SUB");
        Subscribe(peer, "", true);
        WaitForSubscription(publisher);
        var body = string.Concat(Enumerable.Range(0, 2_500_000).Select(i => (i % 10_000_000).ToString("D8")));
        Publish(publisher, "big", body);
        Assert.Equal(body, peer.ReadMessage()[1]);
    }

    private static XPubSocket Welcoming() => new() { Welcome = topic => [topic, "welcome"u8.ToArray()] };

    private static XPubSocket Bound(XPubSocket socket)
    {
        socket.Bind("tcp://127.0.0.1:0");
        return socket;
    }

    private static void Publish(XPubSocket publisher, params string[] frames)
        => publisher.Publish([.. frames.Select(Encoding.Latin1.GetBytes)]);

    private static void Subscribe(RawPeer peer, string topic, bool asCommand)
        => Change(peer, "SUBSCRIBE", 1, topic, asCommand);

    private static void Cancel(RawPeer peer, string topic, bool asCommand)
        => Change(peer, "CANCEL", 0, topic, asCommand);

    private static void Change(RawPeer peer, string command, byte code, string topic, bool asCommand)
    {
        var bytes = Encoding.Latin1.GetBytes(topic);
        peer.Send(asCommand ? RawPeer.Command(command, bytes) : RawPeer.Message([code, .. bytes]));
    }

    private static void ReadWelcomes(RawPeer peer, params string[] topics)
    {
        foreach (var topic in topics)
            Assert.Equal([topic, "welcome"], peer.ReadMessage());
    }

    // The welcome of one more subscription shows that everything before it was handled.
    private static void Sync(XPubSocket publisher, RawPeer peer, bool asCommand)
    {
        Subscribe(peer, "sync", asCommand);
        ReadWelcomes(peer, "sync");
        Assert.Single(publisher.Connections());
    }

    private static void WaitForSubscription(XPubSocket publisher) => Assert.True(SpinWait.SpinUntil(
        () => publisher.Connections() is [{ Subscriptions.Count: > 0 }], 5000));
}
