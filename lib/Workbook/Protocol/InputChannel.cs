using System.Text.Json.Nodes;
using Workbook.Zmtp;

namespace Workbook.Protocol;

/// <summary>The stdin channel: asks the client that sent a request, and waits for its answer. Answers that nobody
/// waits for are dropped as they come.</summary>
internal sealed class InputChannel
{
    // The client's stdin socket may connect a moment after its shell socket.
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(2);

    private readonly KernelSockets _sockets;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private Question? _open;

    /// <summary>Starts to listen for answers.</summary>
    /// <param name="sockets">The kernel's sockets.</param>
    public InputChannel(KernelSockets sockets)
    {
        _sockets = sockets;
        ZmtpThread.Start("input", Loop);
    }

    /// <summary>Asks the reader.</summary>
    /// <param name="request">The request whose code asks.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="password">Whether what is typed stays hidden.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">The client has no stdin channel.</exception>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task<string> AskAsync(
        JupyterMessage request, string prompt, bool password, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await WaitForClientAsync(request, cancellation).ConfigureAwait(false);
            var question = Ask(request, prompt, password);
            using var given = cancellation.Register(() => question.Answer.TrySetCanceled(cancellation));
            return await question.Answer.Task.ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
                _open = null;
            _turn.Release();
        }
    }

    private Question Ask(JupyterMessage request, string prompt, bool password)
    {
        var content = new JsonObject { ["prompt"] = prompt, ["password"] = password };
        lock (_gate)
        {
            var id = _sockets.Send(_sockets.Stdin, request, "input_request", content);
            return _open = new Question(request.Identity, id);
        }
    }

    private async Task WaitForClientAsync(JupyterMessage request, CancellationToken cancellation)
    {
        for (var left = ConnectPatience; !_sockets.Stdin.IsConnected(request.Identity);)
        {
            if (left <= TimeSpan.Zero)
                throw new InvalidOperationException("This front end takes no input (it has no stdin channel).");
            var pause = TimeSpan.FromMilliseconds(20);
            await Task.Delay(pause, cancellation).ConfigureAwait(false);
            left -= pause;
        }
    }

    private void Loop()
    {
        while (_sockets.Stdin.Inbox.Take() is { } raw)
        {
            try
            {
                Receive(_sockets.Codec.Decode(raw));
            }
            catch (MessageException e)
            {
                ZmtpLog.Write($"a message on stdin was dropped: {e.Message}");
            }
        }
    }

    private void Receive(JupyterMessage message)
    {
        if (message.Type != "input_reply")
            return;
        lock (_gate)
        {
            // jupyter_client names no parent, JupyterLab does: then it must be the question that is open.
            if (_open is not { } open || !open.Identity.AsSpan().SequenceEqual(message.Identity)
                || (message.ParentId is { } parent && parent != open.Id))
                return;
            _open = null;
            open.Answer.TrySetResult(JsonText.Text(message.Content, "value"));
        }
    }

    private sealed record Question(byte[] Identity, string Id)
    {
        public TaskCompletionSource<string> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
