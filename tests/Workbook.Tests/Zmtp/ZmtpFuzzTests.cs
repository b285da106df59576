using FsCheck;
using FsCheck.Fluent;
using Workbook.Zmtp;
using Xunit;

namespace Workbook.Tests.Zmtp;

public sealed class ZmtpFuzzTests
{
    private static readonly ZmtpLimits Small = new() { IncomingMessage = 1 << 16, Command = 1 << 10 };

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(400);

    [Fact]
    public void Any_bytes_give_frames_or_a_protocol_error()
        => Prop.ForAll(Any<byte[]>(), Any<byte>(), ReadsOrRefuses).Check(Thorough);

    [Fact]
    public void Damaged_conversations_give_frames_or_a_protocol_error()
    {
        byte[] talk =
        [
            .. RawPeer.Ready("DEALER", "me"), .. RawPeer.Message("a"u8.ToArray(), new byte[300]),
            .. RawPeer.Command("PING", 0, 1, 2), .. RawPeer.Command("SUBSCRIBE", 7), .. RawPeer.Message([]),
        ];
        Prop.ForAll(Gen.Choose(0, talk.Length - 1).ToArbitrary(), Any<byte>(), Any<byte>(), (position, value, cut) =>
        {
            var damaged = talk.ToArray();
            damaged[position] = value;
            return ReadsOrRefuses(damaged, cut);
        }).Check(Thorough);
    }

    [Fact]
    public void Encoded_messages_read_back_however_the_stream_is_cut()
        => Prop.ForAll(
            Gen.NonEmptyListOf(ArbMap.Default.GeneratorFor<byte[]>()).ToArbitrary(),
            Gen.Choose(1, 9).ToArbitrary(),
            (frames, cut) =>
            {
                byte[][] padded = [.. frames.Select((f, i) => i % 3 == 2 ? [.. f, .. new byte[300]] : f)];
                var reader = Reader(ZmtpFrame.Encode(padded), cut);
                List<byte[]> read = [];
                while (reader.ReadFrame(1 << 20) is { } frame)
                    read.Add(frame.Body);
                return read.Count == padded.Length && read.Zip(padded).All(p => p.First.AsSpan().SequenceEqual(p.Second));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Garbage_on_a_live_socket_leaves_it_serving()
    {
        ZmtpLog.Sink = _ => { };
        using var router = new RouterSocket();
        router.Bind("tcp://127.0.0.1:0");
        var random = new Random(20);
        for (var i = 0; i < 150; i++)
        {
            using var peer = new RawPeer(router.Port);
            var junk = new byte[random.Next(1, 400)];
            random.NextBytes(junk);
            byte[] prefix = (i % 3) switch
            {
                0 => [],
                1 => RawPeer.Greeting(),
                _ => [.. RawPeer.Greeting(), .. RawPeer.Ready("DEALER")],
            };
            peer.Send([.. prefix, .. junk]);
        }

        using var last = RawPeer.Connect(router.Port, "DEALER", "honest");
        last.SendMessage("hello");
        while (true)
        {
            var message = router.Inbox.Take()!;
            if (message.Identity.AsSpan().SequenceEqual("honest"u8))
                break;
        }
    }

    private static bool ReadsOrRefuses(byte[] bytes, byte cut)
    {
        var reader = Reader(bytes, 1 + cut);
        try
        {
            while (reader.ReadFrame(Small.IncomingMessage) is { } frame)
            {
                if (!frame.IsCommand)
                    continue;
                if (ZmtpCommand.Split(frame.Body, out var data) == "READY")
                    ZmtpCommand.ReadProperties(data);
            }
        }
        catch (ZmtpException)
        {
        }

        return true;
    }

    private static Arbitrary<T> Any<T>() => ArbMap.Default.ArbFor<T>();

    private static FrameReader Reader(byte[] bytes, int cut)
    {
        var position = 0;
        return new FrameReader(
            target =>
            {
                var count = Math.Min(Math.Min(cut, target.Length), bytes.Length - position);
                bytes.AsSpan(position, count).CopyTo(target);
                position += count;
                return count;
            },
            Small);
    }
}
