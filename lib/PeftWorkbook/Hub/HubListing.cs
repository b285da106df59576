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
    internal long Total => Files.Sum(f => f.Size);

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
            return new(commit, WithoutDuplicates(files));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or InvalidDataException or FormatException or NullReferenceException)
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
        var bytes = size.GetInt64();
        return bytes < 0 ? throw new InvalidDataException("a file has a negative length") : new(sibling.GetProperty("rfilename").GetString()!, bytes, sha256, blob);
    }

    private static List<HubFile> WithoutDuplicates(List<HubFile> files) =>
        files.DistinctBy(f => f.Name, StringComparer.OrdinalIgnoreCase).Count() == files.Count
            ? files
            : throw new InvalidDataException("a file is listed twice");

    // Weights of other frameworks and pickles are not even fetched.
    private static bool IsWanted(HubFile file) =>
        s_readable.Contains(Path.GetExtension(file.Name).ToLowerInvariant()) && !file.Name.StartsWith("onnx/", StringComparison.Ordinal);
}
