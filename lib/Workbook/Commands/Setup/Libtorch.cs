using System.Text.RegularExpressions;

namespace Workbook.Commands.Setup;

/// <summary>A libtorch found on this machine, with its headers.</summary>
/// <param name="Libraries">The folder that holds <c>libtorch_cpu.so</c>.</param>
/// <param name="Headers">The folder that holds <c>torch/</c> and <c>ATen/</c>.</param>
/// <param name="Source">Where it comes from, for the reader.</param>
/// <param name="Version">Its version, or "unknown version".</param>
/// <param name="Cuda">Whether it was built with CUDA.</param>
internal sealed record Libtorch(string Libraries, string Headers, string Source, string Version, bool Cuda);

/// <summary>Looks for libtorch: <c>LIBTORCH</c>, conda, a pip-installed PyTorch, the distribution's, in this order.
/// Nothing is loaded; the engine itself says later what it loaded.</summary>
internal static partial class LibtorchFinder
{
    private static readonly string[] LibraryNames = ["libtorch_cpu.so", "libtorch_cpu.dylib", "torch_cpu.dll"];

    /// <summary>The first libtorch with headers, or <see langword="null"/>.</summary>
    public static Libtorch? Find() => Candidates()
        .Select(candidate => Look(candidate.Root, candidate.Source))
        .FirstOrDefault(found => found is not null);

    private static IEnumerable<(string Root, string Source)> Candidates()
    {
        if (Environment.GetEnvironmentVariable("LIBTORCH") is { Length: > 0 } chosen)
        {
            yield return (chosen, "LIBTORCH");
        }

        if (Environment.GetEnvironmentVariable("CONDA_PREFIX") is { Length: > 0 } conda)
        {
            yield return (conda, "conda");
        }

        foreach (string package in PythonPackages())
        {
            yield return (package, "PyTorch installed by pip");
        }

        yield return ("/usr", "the distribution's packages");
        yield return ("/usr/local", "/usr/local");
    }

    /// <summary>The folders <c>site-packages/torch</c> of the environment in use and of every python3 on PATH. Python is
    /// not started: that costs more than the whole of `doctor` may.</summary>
    private static IEnumerable<string> PythonPackages()
    {
        var prefixes = new List<string>();
        if (Environment.GetEnvironmentVariable("VIRTUAL_ENV") is { Length: > 0 } active)
        {
            prefixes.Add(active);
        }

        prefixes.AddRange((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(folder => File.Exists(Path.Combine(folder, "python3")))
            .Select(folder => Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder))!));
        prefixes.Add(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local"));
        return prefixes.Distinct()
            .Select(prefix => Path.Combine(prefix, "lib"))
            .Where(Directory.Exists)
            .SelectMany(lib => Directory.EnumerateDirectories(lib, "python3*"))
            .Select(python => Path.Combine(python, "site-packages", "torch"))
            .Where(Directory.Exists);
    }

    private static Libtorch? Look(string root, string source)
    {
        string[] libraryFolders =
        [
            Path.Combine(root, "lib"), Path.Combine(root, "lib64"), root,
            .. Directory.Exists(Path.Combine(root, "lib"))
                ? Directory.EnumerateDirectories(Path.Combine(root, "lib"), "*-linux-gnu")
                : [],
        ];
        string? libraries = libraryFolders.FirstOrDefault(
            folder => LibraryNames.Any(name => File.Exists(Path.Combine(folder, name))));
        string headers = Path.Combine(root, "include");
        if (libraries is null || !File.Exists(Path.Combine(headers, "ATen", "ATen.h")))
        {
            return null;
        }

        bool cuda = File.Exists(Path.Combine(libraries, "libtorch_cuda.so")) || File.Exists(Path.Combine(libraries, "torch_cuda.dll"));
        return new(libraries, headers, source, Version(root, libraries, headers), cuda);
    }

    private static string Version(string root, string libraries, string headers)
    {
        (string File, Regex Pattern)[] places =
        [
            (Path.Combine(root, "version.py"), PythonVersion()),
            (Path.Combine(root, "build-version"), AnyVersion()),
            (Path.Combine(libraries, "cmake", "Torch", "TorchConfigVersion.cmake"), CmakeVersion()),
            (Path.Combine(root, "share", "cmake", "Torch", "TorchConfigVersion.cmake"), CmakeVersion()),
        ];
        foreach ((string file, Regex pattern) in places)
        {
            if (File.Exists(file) && pattern.Match(File.ReadAllText(file)) is { Success: true } match)
            {
                return match.Groups[1].Value;
            }
        }

        string header = Path.Combine(headers, "torch", "csrc", "api", "include", "torch", "version.h");
        string[] numbers = File.Exists(header)
            ? [.. HeaderVersion().Matches(File.ReadAllText(header)).Select(match => match.Groups[1].Value)]
            : [];
        return numbers.Length == 3 ? string.Join('.', numbers) : "unknown version";
    }

    [GeneratedRegex(@"__version__ = '([^']+)'")]
    private static partial Regex PythonVersion();

    [GeneratedRegex(@"^(\S+)")]
    private static partial Regex AnyVersion();

    [GeneratedRegex("PACKAGE_VERSION \"([^\"]+)\"")]
    private static partial Regex CmakeVersion();

    [GeneratedRegex(@"#define TORCH_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)")]
    private static partial Regex HeaderVersion();
}
