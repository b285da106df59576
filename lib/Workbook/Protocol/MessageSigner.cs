using System.Security.Cryptography;
using System.Text;

namespace Workbook.Protocol;

/// <summary>Signs messages and checks signatures: lower-case hexadecimal HMAC-SHA256 over header, parent header,
/// metadata and content, in this order. Buffers are not signed.</summary>
/// <param name="key">The connection file's key; empty for unsigned messages.</param>
internal sealed class MessageSigner(byte[] key)
{
    /// <summary>The name of the scheme in a connection file.</summary>
    public const string Scheme = "hmac-sha256";

    /// <summary>Signs four frames.</summary>
    /// <param name="parts">Header, parent header, metadata, content.</param>
    /// <returns>The signature frame; empty without a key.</returns>
    public byte[] Sign(ReadOnlySpan<byte[]> parts)
    {
        if (key.Length == 0)
            return [];
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (var part in parts)
            hash.AppendData(part);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Whether a signature is right; takes the same time wherever it differs.</summary>
    /// <param name="signature">The signature frame.</param>
    /// <param name="parts">Header, parent header, metadata, content.</param>
    public bool Verify(byte[] signature, ReadOnlySpan<byte[]> parts)
        => key.Length == 0 || CryptographicOperations.FixedTimeEquals(signature, Sign(parts));
}
