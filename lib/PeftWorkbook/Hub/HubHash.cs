using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PeftWorkbook.Hub;

/// <summary>Checks that a file is the one the hub listed.</summary>
internal static class HubHash
{
    /// <summary>What is wrong with the file, or null.</summary>
    internal static string? Complaint(HubFile file, string path)
    {
        var length = new FileInfo(path).Length;
        if (length != file.Size)
        {
            return $"with {length} bytes instead of {file.Size}";
        }

        using var stream = File.OpenRead(path);
        var isRight = file switch
        {
            { Sha256: { } expected } => Same(SHA256.HashData(stream), expected),
            { GitSha1: { } expected } => Same(GitHash(stream, length), expected),
            _ => true,
        };
        return isRight ? null : "with another content than its hash says";
    }

    // git hashes "blob LENGTH\0" before the bytes.
    private static byte[] GitHash(Stream stream, long length)
    {
#pragma warning disable CA5350 // git's own hash; it guards against accidents here, not against attackers
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {length}\0")));
        var buffer = new byte[1 << 16];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            hash.AppendData(buffer, 0, count);
        }

        return hash.GetHashAndReset();
    }

    private static bool Same(byte[] hash, string expected) =>
        Convert.ToHexString(hash).Equals(expected, StringComparison.OrdinalIgnoreCase);
}
