namespace Workbook.Zmtp;

/// <summary>How much a peer may ask for before it is cut off.</summary>
internal sealed record ZmtpLimits
{
    /// <summary>Bytes of one incoming multipart message.</summary>
    public long IncomingMessage { get; init; } = 256L << 20;

    /// <summary>Frames of one incoming multipart message.</summary>
    public int IncomingFrames { get; init; } = 1 << 16;

    /// <summary>Bytes of one command (READY carries the peer's properties).</summary>
    public int Command { get; init; } = 1 << 16;

    /// <summary>Bytes waiting for one peer; a peer that lets more pile up is disconnected.</summary>
    public long Outgoing { get; init; } = 256L << 20;

    /// <summary>Bytes received and not yet taken by the kernel; past it the socket is no longer read.</summary>
    public long Inbox { get; init; } = 256L << 20;

    /// <summary>Subscriptions that one peer may hold.</summary>
    public int Subscriptions { get; init; } = 1024;

    /// <summary>Connections of one socket.</summary>
    public int Connections { get; init; } = 512;

    /// <summary>Time from the accept to the peer's READY (libzmq's own figure).</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(30);
}
