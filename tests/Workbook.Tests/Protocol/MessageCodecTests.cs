using System.Text;
using System.Text.Json.Nodes;
using Workbook.Protocol;
using Workbook.Zmtp;
using Xunit;

namespace Workbook.Tests.Protocol;

public sealed class MessageCodecTests
{
    private static readonly string[] Parts =
        ["""{"msg_id":"1","msg_type":"x_request", "extra" : 1.0}""", "{}", """{"a":1}""", """{"code":"ü"}"""];

    private readonly MessageCodec _codec = new(Encoding.UTF8.GetBytes(TestClient.Key));

    [Fact]
    public void A_signature_is_the_hmac_of_the_four_parts()
    {
        // Computed with Python: hmac.new(b"secret", b'{"a":1}{}{}{"b":2}', "sha256").hexdigest()
        var signature = new MessageSigner("secret"u8.ToArray()).Sign(
            [[.. """{"a":1}"""u8], [.. "{}"u8], [.. "{}"u8], [.. """{"b":2}"""u8]]);
        Assert.Equal("9b14d94617bffb278285cea390d9dc17e01ec3188dba313f9548021906557a7b", Encoding.ASCII.GetString(signature));
    }

    [Fact]
    public void A_good_message_is_read_with_its_header_untouched()
    {
        var message = Decode(Parts, TestClient.Sign(Parts), "buffer");
        Assert.Equal("x_request", message.Type);
        Assert.Equal(Parts[0], Encoding.UTF8.GetString(message.Header));
        Assert.Equal("ü", (string?)message.Content["code"]);
        Assert.Equal("buffer", Encoding.UTF8.GetString(message.Buffers[0]));
        var answer = _codec.Encode([], "x_reply", message.Header, [], null, null, out _);
        Assert.Equal(Parts[0], Encoding.UTF8.GetString(answer[3]));
    }

    [Fact]
    public void A_changed_bit_anywhere_is_refused()
    {
        var signature = TestClient.Sign(Parts);
        for (var part = 0; part < 4; part++)
        {
            var changed = Parts.ToArray();
            changed[part] = changed[part].Replace('}', ' ') + "}";
            Refused(changed, signature, "its signature is wrong");
        }

        Refused(Parts, signature.ToUpperInvariant(), "its signature is wrong");
        Refused(Parts, signature[..^1], "its signature is wrong");
        Refused(Parts, "", "its signature is wrong");
    }

    [Fact]
    public void A_message_received_twice_is_refused()
    {
        Decode(Parts, TestClient.Sign(Parts));
        Refused(Parts, TestClient.Sign(Parts), "it has been received before");
    }

    [Fact]
    public void Without_a_key_nothing_is_signed_or_checked()
    {
        var open = new MessageCodec([]);
        var frames = TestClient.Frames(Parts, "whatever").ToArray();
        Assert.Equal("1", open.Decode(new ZmtpMessage([], frames)).Id);
        Assert.Equal("1", open.Decode(new ZmtpMessage([], frames)).Id);
        Assert.Empty(open.Encode([], "t", null, [], null, null, out _)[1]);
    }

    [Theory]
    [InlineData(0, "[]")]
    [InlineData(0, "{")]
    [InlineData(0, """{"msg_type":"x"}""")]
    [InlineData(0, """{"msg_id":"1"}""")]
    [InlineData(0, """{"msg_id":1,"msg_type":"x"}""")]
    [InlineData(0, """{"msg_id":"1","msg_type":"\ud800"}""")]
    [InlineData(1, "null")]
    [InlineData(2, "3")]
    [InlineData(3, """{"a":1,"a":2}""")]
    [InlineData(3, "")]
    public void Malformed_parts_are_refused(int part, string json)
    {
        var parts = Parts.ToArray();
        parts[part] = json;
        Assert.Throws<MessageException>(() => Decode(parts, TestClient.Sign(parts)));
    }

    [Fact]
    public void Deep_nesting_is_refused_without_harm()
    {
        var parts = Parts.ToArray();
        parts[3] = string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000);
        Assert.Throws<MessageException>(() => Decode(parts, TestClient.Sign(parts)));
    }

    [Fact]
    public void Too_few_frames_are_refused()
    {
        var frames = TestClient.Frames(Parts, TestClient.Sign(Parts)).ToArray();
        for (var count = 0; count < frames.Length; count++)
        {
            var few = new ZmtpMessage([], frames[..count]);
            Assert.Throws<MessageException>(() => _codec.Decode(few));
        }
    }

    [Fact]
    public void Text_that_json_cannot_hold_is_mended()
    {
        var content = new JsonObject
        {
            ["half"] = "a\ud800b",
            ["whole"] = "😀 <b> ü",
            ["nan"] = double.NaN,
            ["list"] = new JsonArray(float.PositiveInfinity, "\udc00"),
        };
        var json = Encoding.UTF8.GetString(JsonText.Write(content));
        Assert.Equal("""{"half":"a�b","whole":"\uD83D\uDE00 <b> ü","nan":null,"list":[null,"�"]}""", json);
    }

    private JupyterMessage Decode(string[] parts, string signature, params string[] buffers)
        => _codec.Decode(new ZmtpMessage("me"u8.ToArray(), [.. TestClient.Frames(parts, signature, buffers)]));

    private void Refused(string[] parts, string signature, string why)
        => Assert.Equal(why, Assert.Throws<MessageException>(() => Decode(parts, signature)).Message);
}
