using System.Text.Json;

namespace PeftWorkbook.Hub;

/// <summary>A file of a repository: its name, length in bytes, and hash (SHA-256 of its bytes, or git's SHA-1 of small ones).</summary>
internal sealed record HubFile(string Name, long Size, string? Sha256, string? GitSha1);

/// <summary>What the hub says a repository holds at a commit, as far as the workbook reads such files.</summary>
internal sealed record HubListing(string Commit, IReadOnlyList<HubFile> Files)
{
    private static readonly string[] s_readable =
        [".json", ".jsonl", ".txt", ".model", ".safetensors", ".gguf", ".md", ".tsv", ".csv", ".jinja", ".parquet", ".gz", ".bz2"];

    /// <summary>Bytes of all files.</summary>
    internal long Total => Files.Aggregate(0L, (sum, f) => checked(sum + f.Size));

    /// <summary>Reads the hub's answer, and believes no name that leads out of a folder.</summary>
    internal static HubListing Parse(string json, string what)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var commit = document.RootElement.GetProperty("sha").GetString()!;
            if (commit.Length is < 7 or > 64 || !commit.All(char.IsAsciiHexDigit))
            {
                throw new InvalidDataException("its commit is no hash");
            }

            var files = document.RootElement.GetProperty("siblings").EnumerateArray().Select(Parse).Where(IsWanted).ToList();
            files.ForEach(f => SafePath.Check(f.Name));
            CheckTogether(files);
            var listing = new HubListing(commit, files);
            return listing.Total >= 0 ? listing : throw new InvalidDataException("its files have no length");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
            or InvalidDataException or FormatException or NullReferenceException or OverflowException)
        {
            throw new HubException($"{what}: the hub's list of files cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private static HubFile Parse(JsonElement sibling)
    {
        var isLarge = sibling.TryGetProperty("lfs", out var lfs) && lfs.ValueKind == JsonValueKind.Object;
        var size = isLarge && lfs.TryGetProperty("size", out var large) ? large : sibling.GetProperty("size");
        var sha256 = isLarge && lfs.TryGetProperty("sha256", out var hash) ? hash.GetString() : null;
        var blob = !isLarge && sibling.TryGetProperty("blobId", out var id) ? id.GetString() : null;
        if (sha256 is not null && !IsHash(sha256, 64))
        {
            throw new InvalidDataException("a file's SHA-256 is none");
        }

        var bytes = size.GetInt64();
        return bytes < 0
            ? throw new InvalidDataException("a file has a negative length")
            : new(sibling.GetProperty("rfilename").GetString()!, bytes, sha256, blob);
    }

    /// <summary>Whether a text is a hash of so many hexadecimal digits.</summary>
    internal static bool IsHash(string text, int digits) => text.Length == digits && text.All(char.IsAsciiHexDigit);

    // No two may fall on one path, on any system, and none may be a folder of another.
    private static void CheckTogether(List<HubFile> files)
    {
        var names = files.Select(f => f.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (names.Count < files.Count)
        {
            throw new InvalidDataException("a file is listed twice");
        }

        foreach (var name in names)
        {
            for (var slash = name.LastIndexOf('/'); slash > 0; slash = name.LastIndexOf('/', slash - 1))
            {
                if (names.Contains(name[..slash]))
                {
                    throw new InvalidDataException($"'{name[..slash]}' is a file and a folder");
                }
            }
        }
    }

    // Weights of other frameworks and pickles are not even fetched.
    private static bool IsWanted(HubFile file) =>
        s_readable.Contains(Path.GetExtension(file.Name).ToLowerInvariant()) && !file.Name.StartsWith("onnx/", StringComparison.Ordinal);
}
