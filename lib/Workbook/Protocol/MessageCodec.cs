using System.Globalization;
using System.Text.Json.Nodes;
using Workbook.Zmtp;

namespace Workbook.Protocol;

/// <summary>Jupyter's wire format: <c>identities… &lt;IDS|MSG&gt; signature header parent_header metadata content
/// buffers…</c> (Jupyter messaging protocol 5.5).</summary>
/// <param name="key">The connection file's key.</param>
internal sealed class MessageCodec(byte[] key)
{
    /// <summary>The protocol version in every header and in <c>kernel_info_reply</c>.</summary>
    public const string ProtocolVersion = "5.5";

    private const int SignedParts = 4;
    private static readonly byte[] Delimiter = [.. "<IDS|MSG>"u8];
    private static readonly byte[] NoParent = [.. "{}"u8];

    private readonly MessageSigner _signer = new(key);
    private readonly ReplayGuard _replays = new();
    private readonly string _userName = Environment.UserName;
    private int _count;

    /// <summary>The kernel process's session id; a restarted kernel has another.</summary>
    public string Session { get; } = Guid.NewGuid().ToString();

    /// <summary>Reads a message; the signature is checked before anything is parsed.</summary>
    /// <param name="message">As the ROUTER delivered it.</param>
    /// <exception cref="MessageException">It is malformed, or its signature wrong or seen before.</exception>
    public JupyterMessage Decode(ZmtpMessage message)
    {
        var frames = message.Frames;
        var delimiter = Array.FindIndex(frames, frame => frame.AsSpan().SequenceEqual(Delimiter));
        if (delimiter < 0 || frames.Length - delimiter < 2 + SignedParts)
            throw new MessageException("it has no delimiter, or fewer frames than a message needs");
        var signature = frames[delimiter + 1];
        var parts = frames.AsSpan(delimiter + 2, SignedParts);
        if (!_signer.Verify(signature, parts))
            throw new MessageException("its signature is wrong");
        if (key.Length > 0 && !_replays.IsNew(signature))
            throw new MessageException("it has been received before");
        var header = JsonText.Parse(parts[0], "header");
        return new JupyterMessage
        {
            Identity = message.Identity,
            Envelope = frames[..delimiter],
            Header = parts[0],
            Type = Required(header, "msg_type"),
            Id = Required(header, "msg_id"),
            ParentId = JsonText.Text(JsonText.Parse(parts[1], "parent_header"), "msg_id") is { Length: > 0 } parent
                ? parent
                : null,
            Metadata = JsonText.Parse(parts[2], "metadata"),
            Content = JsonText.Parse(parts[3], "content"),
            Buffers = frames[(delimiter + 2 + SignedParts)..],
            Arrival = message.Arrival,
        };
    }

    /// <summary>Makes a message's frames.</summary>
    /// <param name="prefix">Frames before the delimiter: a topic, or the rest of a reply's envelope.</param>
    /// <param name="type">The <c>msg_type</c>.</param>
    /// <param name="parent">The header of the request this belongs to, or <see langword="null"/>.</param>
    /// <param name="content">The content.</param>
    /// <param name="metadata">The metadata, or <see langword="null"/>.</param>
    /// <param name="buffers">Binary buffers, or <see langword="null"/>.</param>
    /// <param name="id">Receives the new message's <c>msg_id</c>.</param>
    public List<byte[]> Encode(
        IEnumerable<byte[]> prefix,
        string type,
        byte[]? parent,
        JsonObject content,
        JsonObject? metadata,
        IEnumerable<ReadOnlyMemory<byte>>? buffers,
        out string id)
    {
        id = $"{Session}_{Interlocked.Increment(ref _count)}";
        byte[][] parts =
        [
            JsonText.Write(Header(type, id)),
            parent ?? NoParent,
            metadata is null ? NoParent : JsonText.Write(metadata),
            JsonText.Write(content),
        ];
        List<byte[]> frames = [.. prefix, Delimiter, _signer.Sign(parts), .. parts];
        foreach (var buffer in buffers ?? [])
            frames.Add(buffer.ToArray());
        return frames;
    }

    /// <summary>Now, as a header's date.</summary>
    public static string Now()
        => DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private JsonObject Header(string type, string id) => new()
    {
        ["msg_id"] = id,
        ["session"] = Session,
        ["username"] = _userName,
        ["date"] = Now(),
        ["msg_type"] = type,
        ["version"] = ProtocolVersion,
    };

    private static string Required(JsonObject header, string name)
    {
        var value = JsonText.Text(header, name);
        return value.Length > 0 ? value : throw new MessageException($"its header has no {name}");
    }
}
