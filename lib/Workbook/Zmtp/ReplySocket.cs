namespace Workbook.Zmtp;

/// <summary>A bound REP that echoes: Jupyter's heartbeat. Each peer is answered on its own reading thread, so nothing
/// that the kernel or user code does can hold it up.</summary>
internal sealed class ReplySocket : ServerSocket
{
    /// <inheritdoc/>
    public override string SocketType => "REP";

    /// <inheritdoc/>
    protected override ReadOnlySpan<string> PeerTypes => (string[])["REQ", "DEALER"];

    /// <inheritdoc/>
    public override void Receive(ZmtpConnection connection, byte[][] frames)
    {
        // Envelope, empty frame, body: the reply has the same three. Without the empty frame libzmq drops it too.
        var delimiter = Array.FindIndex(frames, frame => frame.Length == 0);
        if (delimiter >= 0 && delimiter + 1 < frames.Length)
            connection.Send(ZmtpFrame.Encode(frames));
    }
}
