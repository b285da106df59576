using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Workbook.Tests.Zmtp;
using Xunit;

namespace Workbook.Tests.Protocol;

/// <summary>A message as a client sees it.</summary>
internal sealed record Seen(string Type, JsonObject Content, JsonObject Metadata, string ParentText, string[] Buffers)
{
    public string? ParentId => (string?)JsonNode.Parse(ParentText)!["msg_id"];

    public string? State => Type == "status" ? (string?)Content["execution_state"] : null;
}

/// <summary>A Jupyter client over raw sockets, with its own signing.</summary>
internal sealed class TestClient : IDisposable
{
    public const string Key = "a0436f6c-1916-498b-8eb9-e81ab9368e84";

    private readonly BlockingCollection<Seen> _iopub = [];
    private readonly List<Seen> _others = [];
    private readonly Dictionary<string, RawPeer> _channels = [];
    private readonly string _session = Guid.NewGuid().ToString();
    private int _count;
    private Exception? _failure;

    public TestClient(Workbook.Protocol.Kernel kernel, string? identity = null)
    {
        identity ??= _session;
        _channels["shell"] = RawPeer.Connect(kernel.Sockets.Shell.Port, "DEALER", identity);
        _channels["control"] = RawPeer.Connect(kernel.Sockets.Control.Port, "DEALER", identity);
        _channels["stdin"] = RawPeer.Connect(kernel.Sockets.Stdin.Port, "DEALER", identity);
        var iopub = RawPeer.Connect(kernel.Sockets.IoPub.Port, "SUB");
        _channels["iopub"] = iopub;
        iopub.Send(RawPeer.Command("SUBSCRIBE"));
        Welcome = Parse(iopub.ReadMessage());
        new Thread(() => Collect(iopub)) { IsBackground = true }.Start();
    }

    public Seen Welcome { get; }

    public RawPeer this[string channel] => _channels[channel];

    public string Send(string channel, string type, JsonObject? content = null, params string[] buffers)
        => SendHeader(channel, Header(type), content ?? [], "{}", buffers);

    public string SendHeader(string channel, JsonObject header, JsonObject content, string parent, params string[] buffers)
    {
        string[] parts = [header.ToJsonString(), parent, "{}", content.ToJsonString()];
        this[channel].Send(RawPeer.Message([.. Frames(parts, Sign(parts), buffers)]));
        return (string)header["msg_id"]!;
    }

    public JsonObject Header(string type) => new()
    {
        ["msg_id"] = $"{_session}_{++_count}",
        ["session"] = _session,
        ["username"] = "tester",
        ["date"] = "2026-01-01T00:00:00Z",
        ["msg_type"] = type,
        ["version"] = "5.4",
    };

    public static IEnumerable<byte[]> Frames(string[] parts, string signature, params string[] buffers)
        => [.. ((string[])["<IDS|MSG>", signature, .. parts, .. buffers]).Select(Encoding.UTF8.GetBytes)];

    public static string Sign(string[] parts)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(parts));
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), bytes));
    }

    public Seen Receive(string channel) => Parse(this[channel].ReadMessage());

    /// <summary>Sends a request and gives its reply and everything published for it until idle.</summary>
    public (Seen Reply, List<Seen> Published) Ask(string type, JsonObject? content = null, string channel = "shell")
    {
        var id = Send(channel, type, content);
        var reply = Receive(channel);
        Assert.Equal(id, reply.ParentId);
        return (reply, PublishedFor(id));
    }

    public (Seen Reply, List<Seen> Published) Execute(string code, JsonObject? more = null)
    {
        var content = more ?? [];
        content["code"] = code;
        return Ask("execute_request", content);
    }

    public List<Seen> PublishedFor(string id)
    {
        // Two channels' messages mix: what belongs to another request waits for its own call.
        List<Seen> published = [.. _others.Where(seen => seen.ParentId == id)];
        _others.RemoveAll(seen => seen.ParentId == id);
        while (published is not [.., { State: "idle" }])
        {
            var next = Next();
            (next.ParentId == id ? published : _others).Add(next);
        }

        return published;
    }

    public Seen Next(int milliseconds = 10_000)
    {
        Assert.True(_iopub.TryTake(out var next, milliseconds), $"nothing more came on iopub {_failure}");
        return next!;
    }

    public Seen? TryNext(int milliseconds) => _iopub.TryTake(out var next, milliseconds) ? next : null;

    public void Dispose()
    {
        foreach (var channel in _channels.Values)
            channel.Dispose();
    }

    private void Collect(RawPeer iopub)
    {
        try
        {
            while (true)
            {
                while (!iopub.HasData(1000))
                {
                }

                _iopub.Add(Parse(iopub.ReadMessage()));
            }
        }
        catch (Exception e)
        {
            // Reported by the test that waits for more; at the end of a test the socket is closed.
            _failure = e;
        }
    }

    private static Seen Parse(string[] latin)
    {
        string[] frames = [.. latin.Select(frame => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(frame)))];
        var at = Array.IndexOf(frames, "<IDS|MSG>");
        Assert.Equal(Sign(frames[(at + 2)..(at + 6)]), frames[at + 1]);
        var header = JsonNode.Parse(frames[at + 2])!;
        Assert.Equal("5.5", (string?)header["version"]);
        return new Seen(
            (string)header["msg_type"]!,
            (JsonObject)JsonNode.Parse(frames[at + 5])!,
            (JsonObject)JsonNode.Parse(frames[at + 4])!,
            frames[at + 3],
            latin[(at + 6)..]);
    }
}
