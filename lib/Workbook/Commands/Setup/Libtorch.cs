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

    private static Libtorch? found;

    /// <summary>The first libtorch with headers, or <see langword="null"/>. Only a find is remembered: `setup` may install one.</summary>
    public static Libtorch? Find() => found ??= Candidates()
        .Select(candidate => Look(candidate.Root, candidate.Source))
        .FirstOrDefault(one => one is not null);

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

    /// <summary>Where each Python would import torch from. None of them imports it: that takes seconds.</summary>
    private static IEnumerable<string> PythonPackages()
    {
        string? active = Environment.GetEnvironmentVariable("VIRTUAL_ENV") is { Length: > 0 } folder
            ? Path.Combine(folder, "bin", "python3")
            : null;
        return new[] { active, Tool.Find("python3"), "/usr/bin/python3" }
            .OfType<string>().Where(File.Exists).Distinct()
            .Select(PackageFolder).OfType<string>()
            .Where(package => !IsOfTheSystem(package));
    }

    private static string? PackageFolder(string python)
    {
        const string Question = "import importlib.util as u; s = u.find_spec('torch'); print(s.submodule_search_locations[0] if s else '')";
        ToolResult answer = Tool.CaptureAsync(python, ["-c", Question], CancellationToken.None).GetAwaiter().GetResult();
        return answer.Succeeded && answer.Output.Trim() is { Length: > 0 } folder ? folder : null;
    }

    /// <summary>Debian's Python package only links to the system's libtorch, which is found as such.</summary>
    private static bool IsOfTheSystem(string package)
    {
        string library = Path.Combine(package, "lib", "libtorch_cpu.so");
        return File.Exists(library) && File.ResolveLinkTarget(library, returnFinalTarget: true) is { } target
            && !target.FullName.StartsWith(package, StringComparison.Ordinal);
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
