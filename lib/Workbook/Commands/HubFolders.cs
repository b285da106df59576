namespace Workbook.Commands;

/// <summary>The folders that models and data sets are looked for in.</summary>
internal static class HubFolders
{
    /// <summary><c>WORKBOOK_HUB</c> and the Hugging Face cache, those of them that are there.</summary>
    public static IReadOnlyList<string> Present()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string? hub = Environment.GetEnvironmentVariable("WORKBOOK_HUB");
        string cache = Environment.GetEnvironmentVariable("HF_HUB_CACHE") is { Length: > 0 } explicitCache ? explicitCache
            : Environment.GetEnvironmentVariable("HF_HOME") is { Length: > 0 } huggingFace ? Path.Combine(huggingFace, "hub")
            : Path.Combine(home, ".cache", "huggingface", "hub");
        return [.. new[] { hub, cache }.OfType<string>().Where(Directory.Exists)];
    }

    /// <summary>The line for `doctor`.</summary>
    public static Finding Finding()
    {
        IReadOnlyList<string> present = Present();
        if (Environment.GetEnvironmentVariable("WORKBOOK_HUB") is { Length: > 0 } hub && !Directory.Exists(hub))
        {
            return new("models", State.Weak, $"WORKBOOK_HUB is {hub}, which does not exist");
        }

        return present.Count == 0
            ? new("models", State.Good,
                "the tiny ones in data/models; set WORKBOOK_HUB to a folder with models/ and datasets/ for larger ones")
            : new("models", State.Good, "data/models, " + string.Join(", ", present));
    }
}
