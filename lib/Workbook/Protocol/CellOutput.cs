using System.Text;
using System.Text.Json.Nodes;
using Workbook.Scripting;

namespace Workbook.Protocol;

/// <summary>The output of one request. Whatever thread writes and whenever: its messages name that request as their
/// parent. Text is gathered and sent in pieces; everything else sends the text before it first.
/// <para>An interrupted cell's thread is aborted wherever it is, and in a printing loop it is mostly here. The abort
/// spares <c>finally</c> blocks, so whatever holds a lock stands in one.</para></summary>
internal sealed class CellOutput : ICellOutput
{
    private const int PieceLength = 1 << 16;

    // Bytes that may wait for a subscriber that reads before the writing thread is held up.
    private const long BacklogLimit = 4 << 20;

    private static readonly AsyncLocal<CellOutput?> Flowing = new();

    private readonly KernelSockets _sockets;
    private readonly OutputPump _pump;
    private readonly InputChannel _input;
    private readonly JupyterMessage _request;
    private readonly StringBuilder _text = new();
    private readonly Lock _gate = new();
    private OutputStream _stream;
    private bool _scheduled;
    private volatile bool _closed;

    /// <summary>Makes the output of a request.</summary>
    /// <param name="sockets">Where it goes.</param>
    /// <param name="pump">Sends gathered text.</param>
    /// <param name="input">Asks the reader.</param>
    /// <param name="request">The request.</param>
    public CellOutput(KernelSockets sockets, OutputPump pump, InputChannel input, JupyterMessage request)
        => (_sockets, _pump, _input, _request) = (sockets, pump, input, request);

    /// <summary>The output of the cell whose code, or a task or thread of which, is running here.</summary>
    public static CellOutput? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    /// <summary>Shows nothing (a silent request); comm messages still pass.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Whether the reader may be asked.</summary>
    public bool AllowInput { get; init; }

    /// <summary>Cancelled when the cell is interrupted: its writes are no longer held up.</summary>
    public CancellationToken Interrupt { get; set; }

    /// <summary>Ids of the comms that were closed through this output.</summary>
    public HashSet<string> ClosedComms { get; } = [];

    /// <inheritdoc/>
    public void Write(OutputStream stream, string text)
    {
        if (IsSilent || text.Length == 0)
            return;
        for (var start = 0; start < text.Length; start += PieceLength)
        {
            if (!WaitForRoom())
                return;
            Append(stream, text, start, Math.Min(PieceLength, text.Length - start));
        }
    }

    /// <inheritdoc/>
    public void Display(MimeBundle bundle, string? displayId)
    {
        var content = Content(bundle);
        if (displayId is not null)
            content["transient"] = new JsonObject { ["display_id"] = displayId };
        PublishWhenRoom("display_data", content);
    }

    /// <inheritdoc/>
    public void Update(MimeBundle bundle, string displayId)
    {
        var content = Content(bundle);
        content["transient"] = new JsonObject { ["display_id"] = displayId };
        PublishWhenRoom("update_display_data", content);
    }

    /// <inheritdoc/>
    public void Clear(bool wait) => PublishWhenRoom("clear_output", new JsonObject { ["wait"] = wait });

    /// <inheritdoc/>
    public void SendComm(CommMessage message)
    {
        var content = new JsonObject { ["comm_id"] = message.CommId, ["data"] = message.Data.DeepClone() };
        if (message.Type == "comm_open")
            content["target_name"] = message.TargetName ?? "";
        Guarded(() =>
        {
            if (message.Type == "comm_close")
                ClosedComms.Add(message.CommId);
            FlushText(true);
            _sockets.Publish(message.Type, _request.Header, content, message.Metadata, message.Buffers);
        });
    }

    /// <inheritdoc/>
    public async Task<string> ReadInputAsync(string prompt, bool password, CancellationToken cancellation)
    {
        if (!AllowInput || IsSilent)
            throw new InvalidOperationException("This front end takes no input (allow_stdin is false).");
        Flush();
        return await _input.AskAsync(_request, prompt, password, cancellation).ConfigureAwait(false);
    }

    /// <summary>Publishes something visible other than text, the text before it first, without waiting for slow
    /// readers: the kernel's own messages of the cell.</summary>
    /// <param name="type">The message type.</param>
    /// <param name="content">Its content.</param>
    public void Publish(string type, JsonObject content)
    {
        if (IsSilent)
            return;
        Guarded(() =>
        {
            FlushText(true);
            if (!_closed)
                _sockets.Publish(type, _request.Header, content);
        });
    }

    /// <summary>Sends the text gathered so far.</summary>
    public void Flush() => Guarded(() =>
    {
        _scheduled = false;
        FlushText(true);
    });

    /// <summary>Lets nothing visible pass any more: the cell was left behind.</summary>
    public void Close()
    {
        Flush();
        _closed = true;
    }

    private void PublishWhenRoom(string type, JsonObject content)
    {
        if (!IsSilent && WaitForRoom())
            Publish(type, content);
    }

    private static JsonObject Content(MimeBundle bundle) => new()
    {
        ["data"] = bundle.Data.DeepClone(),
        ["metadata"] = bundle.Metadata.DeepClone(),
    };

    private void Guarded(Action section)
    {
        try
        {
        }
        finally
        {
            lock (_gate)
                section();
        }
    }

    private void Append(OutputStream stream, string text, int start, int length)
    {
        try
        {
        }
        finally
        {
            lock (_gate)
            {
                if (stream != _stream)
                    FlushText(true);
                _stream = stream;
                _text.Append(text, start, length);
                if (_text.Length >= PieceLength)
                    FlushText(false);
                else
                    FlushSoon();
            }
        }
    }

    private void FlushSoon()
    {
        if (_scheduled)
            return;
        _scheduled = true;
        _pump.Schedule(this);
    }

    // A surrogate pair may be written in two halves: the first waits for the second unless all must go.
    private void FlushText(bool all)
    {
        if (_text.Length == 0)
            return;
        var held = !all && char.IsHighSurrogate(_text[^1]) ? _text[^1].ToString() : "";
        var text = _text.ToString(0, _text.Length - held.Length);
        _text.Clear().Append(held);
        if (_closed || text.Length == 0)
            return;
        var name = _stream == OutputStream.Out ? "stdout" : "stderr";
        _sockets.Publish("stream", _request.Header, new JsonObject { ["name"] = name, ["text"] = text });
    }

    // Holds up the thread that writes faster than the clients read. An interrupted cell is not held up;
    // what it goes on to write is dropped where there is no room.
    private bool WaitForRoom()
    {
        while (!_closed && IsFull())
        {
            if (Interrupt.IsCancellationRequested)
                return false;
            Thread.Sleep(1);
        }

        return !_closed;
    }

    private bool IsFull()
    {
        var full = false;
        try
        {
        }
        finally
        {
            full = _sockets.IoPub.Backlog() > BacklogLimit;
        }

        return full;
    }
}
