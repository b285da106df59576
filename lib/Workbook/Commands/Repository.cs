namespace Workbook.Commands;

/// <summary>The workbook's own folders.</summary>
internal static class Repository
{
    private static readonly Lazy<string> LazyRoot = new(Find);

    /// <summary>The repository's root.</summary>
    /// <exception cref="CommandException">The program stands outside a clone.</exception>
    public static string Root => LazyRoot.Value;

    /// <summary>What `run` writes.</summary>
    public static string Out => Path.Combine(Root, "out");

    /// <summary>The notebooks, in reading order.</summary>
    public static IReadOnlyList<string> Notebooks()
    {
        string folder = Path.Combine(Root, "notebooks");
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.ipynb").Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>The folder for what is fetched or computed once: <c>WORKBOOK_CACHE</c>, else the user's cache folder.</summary>
    public static string Cache
    {
        get
        {
            if (Environment.GetEnvironmentVariable("WORKBOOK_CACHE") is { Length: > 0 } chosen)
            {
                return chosen;
            }

            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            string parent = OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".cache");
            return Path.Combine(parent, "peft-workbook");
        }
    }

    /// <summary>A path as messages show it: relative where it lies under the working directory.</summary>
    public static string Display(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static string Find()
    {
        string? start = Environment.GetEnvironmentVariable("WORKBOOK_ROOT");
        for (DirectoryInfo? folder = new(start is { Length: > 0 } ? start : AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "workbook"))
                && Directory.Exists(Path.Combine(folder.FullName, "lib", "Workbook")))
            {
                return folder.FullName;
            }
        }

        throw new CommandException("The workbook's repository was not found above its program; set WORKBOOK_ROOT to the clone.");
    }
}
