using System.Text;
using System.Text.Json.Nodes;
using Workbook.Protocol;
using Workbook.Zmtp;
using Xunit;

namespace Workbook.Tests.Protocol;

public sealed class ConnectionFileTests
{
    private static JsonObject Good() => KernelFixture.ConnectionText("tcp", "127.0.0.1", [1, 2, 3, 4, 5]);

    [Fact]
    public void Addresses_come_from_transport_ip_and_port()
    {
        Assert.Equal("tcp://127.0.0.1:1", Parse(Good()).Url("shell"));
        Assert.Equal("tcp://[::1]:5", Parse(With("ip", "::1")).Url("hb"));
        var ipc = Good();
        (ipc["transport"], ipc["ip"]) = ("ipc", "/run/user/kernel-1-ipc");
        Assert.Equal("ipc:///run/user/kernel-1-ipc-2", Parse(ipc).Url("iopub"));
    }

    [Fact]
    public void A_byte_order_mark_and_unknown_keys_do_no_harm()
    {
        var text = With("jupyter_session", "x.ipynb");
        text["curve_publickey"] = "abc";
        var bytes = Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(text.ToJsonString())).ToArray();
        Assert.Equal(3, ConnectionFile.Parse(bytes, "x").Port("stdin"));
    }

    [Theory]
    [InlineData("shell_port")]
    [InlineData("iopub_port")]
    [InlineData("stdin_port")]
    [InlineData("control_port")]
    [InlineData("hb_port")]
    [InlineData("ip")]
    [InlineData("key")]
    public void A_missing_key_is_named(string name)
    {
        var text = Good();
        text.Remove(name);
        var error = Assert.Throws<KernelStartException>(() => Parse(text));
        Assert.Equal($"The connection file 'c.json' cannot be used: '{name}' is missing.", error.Message);
    }

    [Theory]
    [InlineData("shell_port", "\"80\"")]
    [InlineData("shell_port", "70000")]
    [InlineData("shell_port", "-1")]
    [InlineData("shell_port", "1.5")]
    [InlineData("transport", "\"udp\"")]
    [InlineData("transport", "3")]
    [InlineData("signature_scheme", "\"hmac-md5\"")]
    [InlineData("key", "null")]
    public void A_wrong_value_is_an_error(string name, string json)
    {
        var text = Good();
        text[name] = JsonNode.Parse(json);
        Assert.Contains(name, Assert.Throws<KernelStartException>(() => Parse(text)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"ip\":")]
    [InlineData("\u0000\u0001")]
    public void What_is_not_json_is_one_sentence(string text)
    {
        var error = Assert.Throws<KernelStartException>(() => ConnectionFile.Parse(Encoding.UTF8.GetBytes(text), "c.json"));
        Assert.StartsWith("The connection file 'c.json' ", error.Message);
    }

    [Fact]
    public void A_missing_file_is_one_sentence()
        => Assert.Contains("'/nowhere/k.json'",
            Assert.Throws<KernelStartException>(() => ConnectionFile.Load("/nowhere/k.json")).Message);

    [Fact]
    public void A_taken_port_is_one_sentence_and_frees_the_others()
    {
        using var rival = new RouterSocket();
        rival.Bind("tcp://127.0.0.1:0");
        var ports = KernelFixture.FreePorts();
        ports[3] = rival.Port;
        var connection = Parse(KernelFixture.ConnectionText("tcp", "127.0.0.1", ports));
        using var sockets = new KernelSockets(new MessageCodec([]));
        var error = Assert.Throws<KernelStartException>(() => sockets.Bind(connection));
        Assert.StartsWith($"The control channel cannot listen on tcp://127.0.0.1:{rival.Port}: ", error.Message);
        using var after = new RouterSocket();
        after.Bind($"tcp://127.0.0.1:{ports[4]}");
    }

    [Theory]
    [InlineData("kernel start c.json", "c.json")]
    [InlineData("kernel c.json", "c.json")]
    [InlineData("kernel /run/kernel-1", "/run/kernel-1")]
    [InlineData("kernel start -f c", "c")]
    [InlineData("kernel --connection-file c", "c")]
    [InlineData("kernel --connection-file=\"c.json\"", "c.json")]
    [InlineData("kernel install", null)]
    [InlineData("kernel", null)]
    [InlineData("kernel start", null)]
    [InlineData("kernel --help", null)]
    [InlineData("run x.json", null)]
    public void The_command_line_names_the_file(string line, string? file)
        => Assert.Equal(file, KernelStart.ConnectionFileOf(line.Split(' ')));

    private static JsonObject With(string name, JsonNode value)
    {
        var text = Good();
        text[name] = value;
        return text;
    }

    private static ConnectionFile Parse(JsonObject text)
        => ConnectionFile.Parse(Encoding.UTF8.GetBytes(text.ToJsonString()), "c.json");
}
