namespace Workbook.Commands.Setup;

/// <summary>Builds <c>lib/PeftWorkbook</c>, which the notebooks reference, when its sources changed.</summary>
internal static class LibraryBuild
{
    private static string Library => Path.Combine(Repository.Root, "lib", "PeftWorkbook");

    private static string Stamp => Path.Combine(Library, "obj", "workbook.stamp");

    /// <summary>The folder that holds the built library and everything it needs.</summary>
    public static string Output => Path.Combine(Library, "bin", "Release", "net10.0");

    /// <summary>Whether the build is newer than everything it is made of, and made with this choice of packages.</summary>
    public static bool IsCurrent(string packages)
    {
        if (!File.Exists(Path.Combine(Output, "PeftWorkbook.dll")) || !File.Exists(Stamp)
            || File.ReadAllText(Stamp) != packages)
        {
            return false;
        }

        DateTime built = File.GetLastWriteTimeUtc(Stamp);
        return Sources().All(file => file.LastWriteTimeUtc <= built);
    }

    /// <summary>Builds.</summary>
    /// <exception cref="CommandException">It does not build; the message holds the compiler's errors.</exception>
    public static async Task BuildAsync(string packages, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Stamp)!);
        DateTime started = DateTime.UtcNow;
        string project = Path.Combine(Library, "PeftWorkbook.csproj");
        await DotnetBuild.RunAsync(project, "lib/PeftWorkbook does", [$"-p:WorkbookPackages={packages}"], cancellation);
        await File.WriteAllTextAsync(Stamp, packages, cancellation);
        File.SetLastWriteTimeUtc(Stamp, started);
    }

    private static IEnumerable<FileInfo> Sources()
    {
        var folders = new Stack<DirectoryInfo>(
            [new(Library), new(Path.Combine(Repository.Root, "lib", "polyfills"))]);
        while (folders.TryPop(out DirectoryInfo? folder))
        {
            foreach (DirectoryInfo child in folder.EnumerateDirectories().Where(child => child.Name is not ("bin" or "obj")))
            {
                folders.Push(child);
            }

            foreach (FileInfo file in folder.EnumerateFiles())
            {
                yield return file;
            }
        }

        foreach (string name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
        {
            yield return new FileInfo(Path.Combine(Repository.Root, name));
        }
    }
}
