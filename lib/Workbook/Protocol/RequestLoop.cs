using System.Text.Json.Nodes;
using Workbook.Zmtp;

namespace Workbook.Protocol;

/// <summary>Serves shell or control on a thread of its own: for every request busy, the handler, the reply, idle.
/// </summary>
/// <param name="channel">The channel's name, for the log.</param>
/// <param name="socket">The channel's socket.</param>
/// <param name="sockets">All of the kernel's sockets.</param>
internal sealed class RequestLoop(string channel, RouterSocket socket, KernelSockets sockets)
{
    private readonly Dictionary<string, Func<JupyterMessage, Reply?>> _handlers = [];

    /// <summary>Runs after a request of some type has been answered and idle was published.</summary>
    public Action<JupyterMessage>? Answered { get; set; }

    /// <summary>Adds a handler.</summary>
    /// <param name="type">The message type it handles.</param>
    /// <param name="handler">Gives the reply, or <see langword="null"/> where the type has none.</param>
    public void On(string type, Func<JupyterMessage, Reply?> handler) => _handlers[type] = handler;

    /// <summary>Starts the thread.</summary>
    public void Start() => ZmtpThread.Start(channel, Loop);

    /// <summary>Waits for requests until the socket closes.</summary>
    private void Loop()
    {
        while (socket.Inbox.Take() is { } raw)
        {
            try
            {
                Serve(sockets.Codec.Decode(raw));
            }
            catch (MessageException e)
            {
                ZmtpLog.Write($"a message on {channel} was dropped: {e.Message}");
            }
        }
    }

    private void Serve(JupyterMessage request)
    {
        sockets.PublishStatus("busy", request.Header);
        try
        {
            if (_handlers.TryGetValue(request.Type, out var handler))
            {
                if (handler(request) is { } reply)
                    Answer(request, reply);
            }
            else
            {
                ZmtpLog.Write($"{channel} does not know '{request.Type}'");
            }
        }
        catch (Exception e)
        {
            // Whatever goes wrong in one request, the next one is served.
            ZmtpLog.Write($"{request.Type} failed: {e}");
            if (request.Type.EndsWith("_request", StringComparison.Ordinal))
                Answer(request, new Reply(Replies.Error(e.GetType().Name, e.Message, [])));
        }

        sockets.PublishStatus("idle", request.Header);
        Answered?.Invoke(request);
    }

    private void Answer(JupyterMessage request, Reply reply)
    {
        var type = request.Type[..^"_request".Length] + "_reply";
        sockets.Send(socket, request, type, reply.Content, reply.Metadata);
    }
}

/// <summary>Contents of replies.</summary>
internal static class Replies
{
    /// <summary><c>status: ok</c>, to be added to.</summary>
    public static JsonObject Ok() => new() { ["status"] = "ok" };

    /// <summary><c>status: error</c>.</summary>
    /// <param name="name">The exception's name.</param>
    /// <param name="message">Its message.</param>
    /// <param name="traceback">Lines for the reader.</param>
    public static JsonObject Error(string name, string message, IEnumerable<string> traceback) => new()
    {
        ["status"] = "error",
        ["ename"] = name,
        ["evalue"] = message,
        ["traceback"] = new JsonArray([.. traceback.Select(line => (JsonNode)line)]),
    };
}
