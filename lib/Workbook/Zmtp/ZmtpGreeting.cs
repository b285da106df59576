namespace Workbook.Zmtp;

/// <summary>ZMTP's greeting: 64 bytes each way, the first thing on a connection
/// (ZeroMQ RFC 37, <see href="https://rfc.zeromq.org/spec/37/"/>).</summary>
internal static class ZmtpGreeting
{
    /// <summary>Bytes of a greeting.</summary>
    public const int Length = 64;

    /// <summary>Bytes after which the peer's major version is known.</summary>
    public const int VersionLength = 11;

    private const int MechanismStart = 12;
    private const int MechanismLength = 20;

    /// <summary>The greeting of a NULL peer.</summary>
    /// <param name="minor">Minor version to claim; from 1 on libzmq sends subscriptions as commands.</param>
    public static byte[] Create(byte minor = 1)
    {
        var greeting = new byte[Length];
        greeting[0] = 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        greeting[11] = minor;
        "NULL"u8.CopyTo(greeting.AsSpan(MechanismStart));
        return greeting;
    }

    /// <summary>Refuses a peer older than ZMTP 3, from its first bytes: it may never send the rest.</summary>
    /// <param name="start">The first <see cref="VersionLength"/> bytes or more.</param>
    /// <exception cref="ZmtpException">The peer speaks something else.</exception>
    public static void CheckVersion(ReadOnlySpan<byte> start)
    {
        // Bytes 1 to 8 are padding that libzmq fills with an identity's length: any value is right.
        if (start[0] != 0xFF || (start[9] & 1) == 0)
            throw new ZmtpException("the peer's greeting is not ZMTP 2 or later");
        if (start[10] < 3)
            throw new ZmtpException($"the peer speaks ZMTP {start[10]}, and 3 is the oldest supported");
    }

    /// <summary>Refuses a peer that wants another security mechanism than NULL.</summary>
    /// <param name="greeting">All 64 bytes.</param>
    /// <exception cref="ZmtpException">Another mechanism.</exception>
    public static void CheckMechanism(ReadOnlySpan<byte> greeting)
    {
        var mechanism = greeting.Slice(MechanismStart, MechanismLength);
        if (!mechanism[..4].SequenceEqual("NULL"u8) || mechanism[4..].ContainsAnyExcept((byte)0))
            throw new ZmtpException("the peer asks for a security mechanism other than NULL");
        if (greeting[MechanismStart + MechanismLength] > 1)
            throw new ZmtpException("the greeting's as-server byte is neither 0 nor 1");
    }
}
