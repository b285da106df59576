using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Workbook.Zmtp;

namespace Workbook.Protocol;

/// <summary>The five sockets a kernel binds, and what is sent on them.</summary>
internal sealed class KernelSockets : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    /// <summary>Makes the sockets; <see cref="Bind"/> opens them.</summary>
    /// <param name="codec">Signs what is sent.</param>
    public KernelSockets(MessageCodec codec)
    {
        Codec = codec;
        IoPub = new XPubSocket { Welcome = EncodeWelcome };
    }

    /// <summary>Signs and reads messages.</summary>
    public MessageCodec Codec { get; }

    /// <summary>Requests and replies.</summary>
    public RouterSocket Shell { get; } = new();

    /// <summary>Interrupt, shutdown and other requests that must not wait for a cell.</summary>
    public RouterSocket Control { get; } = new();

    /// <summary>Questions to the reader.</summary>
    public RouterSocket Stdin { get; } = new();

    /// <summary>Outputs and status.</summary>
    public XPubSocket IoPub { get; }

    /// <summary>Echoes, so that clients see the kernel live.</summary>
    public ReplySocket Heartbeat { get; } = new();

    /// <summary>Binds all five.</summary>
    /// <param name="connection">Where to.</param>
    /// <exception cref="KernelStartException">An address is taken or not ours.</exception>
    public void Bind(ConnectionFile connection)
    {
        (string Channel, ServerSocket Socket)[] sockets =
            [("hb", Heartbeat), ("iopub", IoPub), ("stdin", Stdin), ("control", Control), ("shell", Shell)];
        foreach (var (channel, socket) in sockets)
        {
            var url = connection.Url(channel);
            try
            {
                socket.Bind(url);
            }
            catch (Exception e) when (e is SocketException or FormatException or IOException)
            {
                Dispose();
                throw new KernelStartException(
                    $"The {channel} channel cannot listen on {url}: {e.Message}. Start the kernel again.", e);
            }
        }
    }

    /// <summary>Publishes on iopub.</summary>
    /// <param name="type">The message type; also the topic.</param>
    /// <param name="parent">The header of the request this belongs to, or <see langword="null"/>.</param>
    /// <param name="content">The content.</param>
    /// <param name="metadata">The metadata, or <see langword="null"/>.</param>
    /// <param name="buffers">Binary buffers, or <see langword="null"/>.</param>
    public void Publish(
        string type,
        byte[]? parent,
        JsonObject content,
        JsonObject? metadata = null,
        IEnumerable<ReadOnlyMemory<byte>>? buffers = null)
        => IoPub.Publish(Codec.Encode([Encoding.UTF8.GetBytes(type)], type, parent, content, metadata, buffers, out _));

    /// <summary>Publishes the kernel's state.</summary>
    /// <param name="state"><c>starting</c>, <c>busy</c> or <c>idle</c>.</param>
    /// <param name="parent">The header of the request, or <see langword="null"/>.</param>
    public void PublishStatus(string state, byte[]? parent)
        => Publish("status", parent, new JsonObject { ["execution_state"] = state });

    /// <summary>Answers a request on the socket it came from.</summary>
    /// <param name="socket">That socket.</param>
    /// <param name="request">The request.</param>
    /// <param name="type">The answer's type.</param>
    /// <param name="content">The content.</param>
    /// <param name="metadata">The metadata, or <see langword="null"/>.</param>
    /// <returns>The answer's <c>msg_id</c>.</returns>
    public string Send(
        RouterSocket socket, JupyterMessage request, string type, JsonObject content, JsonObject? metadata = null)
    {
        var frames = Codec.Encode(request.Envelope, type, request.Header, content, metadata, null, out var id);
        socket.Send(request.Identity, frames);
        return id;
    }

    /// <summary>Closes all sockets once what is queued has been sent.</summary>
    public void Close()
    {
        IoPub.Close(Linger);
        Control.Close(Linger);
        Shell.Close(Linger);
        Dispose();
    }

    /// <summary>Closes all sockets at once.</summary>
    public void Dispose()
    {
        Shell.Dispose();
        Control.Dispose();
        Stdin.Dispose();
        IoPub.Dispose();
        Heartbeat.Dispose();
        Shell.Inbox.Close();
        Control.Inbox.Close();
        Stdin.Inbox.Close();
    }

    // Topics are text in Jupyter; a subscription that is not gets no welcome.
    private List<byte[]>? EncodeWelcome(byte[] topic)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(topic);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        var content = new JsonObject { ["subscription"] = text };
        return Codec.Encode([topic], "iopub_welcome", null, content, null, null, out _);
    }
}
