namespace Workbook.Commands.Kernels;

/// <summary>Where Jupyter and VS Code look for kernels.</summary>
internal static class JupyterPaths
{
    /// <summary>The user's data folder: <c>JUPYTER_DATA_DIR</c>, else the platform's.</summary>
    public static string User
    {
        get
        {
            if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } chosen)
            {
                return Path.GetFullPath(chosen);
            }

            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (OperatingSystem.IsWindows())
            {
                return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
            }

            if (OperatingSystem.IsMacOS())
            {
                return Path.Combine(home, "Library", "Jupyter");
            }

            string data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg
                ? xdg
                : Path.Combine(home, ".local", "share");
            return Path.Combine(data, "jupyter");
        }
    }

    /// <summary>Every folder that kernels are looked for in, most important first.</summary>
    public static IEnumerable<string> All
    {
        get
        {
            foreach (string folder in (Environment.GetEnvironmentVariable("JUPYTER_PATH") ?? "")
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                yield return folder;
            }

            yield return User;
            if (OperatingSystem.IsWindows())
            {
                yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "jupyter");
            }
            else
            {
                yield return "/usr/local/share/jupyter";
                yield return "/usr/share/jupyter";
            }
        }
    }
}
