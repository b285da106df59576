using System.Text.Json.Nodes;

namespace Workbook.Protocol;

/// <summary>A request from a client, its signature checked.</summary>
internal sealed record JupyterMessage
{
    /// <summary>The identity of the client's socket.</summary>
    public required byte[] Identity { get; init; }

    /// <summary>Frames that stood between the identity and the delimiter; a reply repeats them.</summary>
    public byte[][] Envelope { get; init; } = [];

    /// <summary>The header as it came: it is every answer's <c>parent_header</c>, byte for byte.</summary>
    public required byte[] Header { get; init; }

    /// <summary>The header's <c>msg_type</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The header's <c>msg_id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The <c>msg_id</c> of the message this one answers, or <see langword="null"/>.</summary>
    public string? ParentId { get; init; }

    /// <summary>The message's metadata.</summary>
    public JsonObject Metadata { get; init; } = [];

    /// <summary>The message's content.</summary>
    public JsonObject Content { get; init; } = [];

    /// <summary>Binary buffers behind the message.</summary>
    public byte[][] Buffers { get; init; } = [];

    /// <summary>When it arrived (<see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>).</summary>
    public long Arrival { get; init; }
}

/// <summary>An answer's content and metadata.</summary>
/// <param name="Content">The content, <c>status</c> included.</param>
internal sealed record Reply(JsonObject Content)
{
    /// <summary>The metadata.</summary>
    public JsonObject Metadata { get; init; } = [];
}

/// <summary>A message that cannot be read; it is dropped and the reason logged.</summary>
/// <param name="message">The reason.</param>
internal sealed class MessageException(string message) : Exception(message);
