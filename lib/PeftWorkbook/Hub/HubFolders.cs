namespace PeftWorkbook.Hub;

/// <summary>The folders that a model, data set or tokenizer may be in, in the order they are looked at.</summary>
internal static class HubFolders
{
    /// <summary>The Hugging Face cache, found as its own library finds it.</summary>
    internal static string Cache => HubOptions.Setting("HF_HUB_CACHE") ?? HubOptions.Setting("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(
        HubOptions.Setting("HF_HOME") ?? Path.Combine(
            HubOptions.Setting("XDG_CACHE_HOME") ?? Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
            "huggingface"),
        "hub");

    /// <summary>The first folder that has it, or null.</summary>
    internal static string? Find(HubKind kind, string id, string revision = "main")
    {
        HubId.Check(id);
        var (area, parts) = (kind switch { HubKind.Model => "models", HubKind.Dataset => "datasets", _ => "tokenizers" }, id.Split('/'));
        return Roots().Select(root => Path.Combine([root, area, .. parts])).FirstOrDefault(HasFiles)
            ?? (kind == HubKind.Tokenizer ? null : Snapshot(kind, id, revision));
    }

    /// <summary>A complete snapshot in the cache: that of the revision, else, where only commits are there, the newest.</summary>
    internal static string? Snapshot(HubKind kind, string id, string revision)
    {
        SafePath.Check(revision);
        var repository = Path.Combine(Cache, HubId.CacheName(kind, id));
        var reference = SafePath.Inside(Path.Combine(repository, "refs"), revision);
        var commit = File.Exists(reference) ? File.ReadAllText(reference).Trim() : revision;
        if (commit.Length is 0 or > 64 || commit.AsSpan().ContainsAny('/', '\\') || commit.StartsWith('.'))
        {
            return null;
        }

        var folder = Path.Combine(repository, "snapshots", commit);
        return HasFiles(folder) && !File.Exists(Unfinished(folder)) ? folder : null;
    }

    /// <summary>Lies beside a snapshot while its download is under way.</summary>
    internal static string Unfinished(string snapshot) => snapshot + ".unfinished";

    private static IEnumerable<string> Roots()
    {
        for (var at = new DirectoryInfo(
                Path.GetDirectoryName(typeof(HubFolders).Assembly.Location) ?? AppContext.BaseDirectory);
            at is not null;
            at = at.Parent)
        {
            if (Directory.Exists(Path.Combine(at.FullName, "data", "models")))
            {
                yield return Path.Combine(at.FullName, "data");
                break;
            }
        }

        if (HubOptions.Setting("WORKBOOK_HUB") is { } hub)
        {
            yield return hub;
        }
    }

    private static bool HasFiles(string folder) => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();
}
