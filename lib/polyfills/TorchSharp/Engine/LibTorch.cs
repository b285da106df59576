using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace TorchSharp.Engine;

/// <summary>
/// Finds the libtorch of this machine without loading it. This namespace is the workbook's own: the TorchSharp package
/// has nothing like it.
/// </summary>
public static partial class LibTorch
{
    private static readonly Lazy<LibTorchInstallation?> Search = new(Find);

    /// <summary>The libtorch that the engine uses (or will use, when the first tensor is made); null when there is none.</summary>
    public static LibTorchInstallation? Installation => Search.Value;

    /// <summary>Whether the engine is loaded in this process.</summary>
    public static bool IsLoaded => Native.IsLoaded;

    /// <summary>What to do on a machine without libtorch; one sentence.</summary>
    public const string HowToInstall =
        "install it with 'apt-get install libtorch-dev libdnnl-dev libopenblas0-openmp' (Debian, Ubuntu) or 'pip install torch', "
        + "or set LIBTORCH to an unpacked libtorch folder";

    /// <summary>The library that <c>libblas.so.3</c> leads to, such as <c>openblas-openmp</c>; null where there is none.</summary>
    public static BlasLibrary? Blas => BlasLibrary.Find();

    /// <summary>The file of the compiled shim for this libtorch, which exists once the engine was used; null without libtorch.</summary>
    public static string? ShimPath => Installation is { } found ? ShimBuild.PathFor(found) : null;

    /// <summary>Compiles the shim now if that has not happened yet.</summary>
    /// <returns>The shim's path.</returns>
    /// <exception cref="InvalidOperationException">
    /// There is no libtorch, no compiler, or the compiler failed; the message says which.
    /// </exception>
    public static string EnsureShim() => ShimBuild.Ensure();

    private static LibTorchInstallation? Find() =>
        FromVariable() ?? FromConda() ?? FromPip() ?? FromDebian();

    private static LibTorchInstallation? FromVariable() =>
        Environment.GetEnvironmentVariable("LIBTORCH") is { Length: > 0 } root ? FromFolder("LIBTORCH", root) : null;

    private static LibTorchInstallation? FromConda()
    {
        if (Environment.GetEnvironmentVariable("CONDA_PREFIX") is not { Length: > 0 } prefix)
        {
            return null;
        }

        string library = Path.Combine(prefix, "lib");
        IEnumerable<string> packages = Directory.Exists(library)
            ? Directory.EnumerateDirectories(library, "python3*").Select(p => Path.Combine(p, "site-packages", "torch"))
            : [];
        return FromFolder("conda", prefix) ?? packages.Select(p => FromFolder("conda", p)).FirstOrDefault(f => f is not null);
    }

    private static LibTorchInstallation? FromPip() =>
        Pythons().Select(PackageFolder).Where(f => f is not null && !IsOfTheSystem(f)).Select(f => FromFolder("pip", f!))
            .FirstOrDefault(f => f is not null);

    /// <summary>
    /// Debian's Python package only links to the system's libtorch, which <see cref="FromDebian"/> finds with its
    /// oneDNN.
    /// </summary>
    private static bool IsOfTheSystem(string package)
    {
        string library = Path.Combine(package, "lib", "libtorch_cpu.so");
        return File.Exists(library) && File.ResolveLinkTarget(library, returnFinalTarget: true) is { } target
            && !target.FullName.StartsWith(package, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Pythons()
    {
        string? environment = Environment.GetEnvironmentVariable("VIRTUAL_ENV");
        IEnumerable<string> path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string? first = path.Where(p => p.Length > 0).Select(p => Path.Combine(p, "python3")).FirstOrDefault(File.Exists);
        return new[] { environment is null ? null : Path.Combine(environment, "bin", "python3"), first, "/usr/bin/python3" }
            .OfType<string>().Where(File.Exists).Distinct();
    }

    /// <summary>Where this Python would import torch from, without importing it (which takes seconds).</summary>
    private static string? PackageFolder(string python)
    {
        const string Question = "import importlib.util as u; s = u.find_spec('torch'); print(s.submodule_search_locations[0] if s else '')";
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", Question])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            string? answer = process?.StandardOutput.ReadToEnd().Trim();
            process?.WaitForExit(10_000);
            return string.IsNullOrEmpty(answer) ? null : answer;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static LibTorchInstallation? FromFolder(string source, string root)
    {
        string library = Path.Combine(root, "lib");
        string include = Path.Combine(root, "include");
        if (!File.Exists(Path.Combine(library, "libtorch_cpu.so")) || !Directory.Exists(Path.Combine(include, "ATen")))
        {
            return null;
        }

        string api = Path.Combine(include, "torch", "csrc", "api", "include");
        return new(source, root, [include, api], library, VersionOf(root, include), HasCuda(library), Cxx11Abi(root), OneDnn: false);
    }

    private static LibTorchInstallation? FromDebian()
    {
        const string Include = "/usr/include";
        string[] folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];
        string? library = folders.FirstOrDefault(f => File.Exists(Path.Combine(f, "libtorch_cpu.so")));
        string api = Path.Combine(Include, "torch", "csrc", "api", "include");
        if (library is null || !Directory.Exists(api))
        {
            return null;
        }

        bool oneDnn = Environment.GetEnvironmentVariable("WORKBOOK_ONEDNN") != "0"
            && File.Exists(Path.Combine(Include, "dnnl.hpp")) && File.Exists(Path.Combine(library, "libdnnl.so"));
        return new("Debian", library, [api], library, VersionOf(library, Include), HasCuda(library), Cxx11Abi: true, oneDnn);
    }

    private static bool HasCuda(string library) => File.Exists(Path.Combine(library, "libtorch_cuda.so"));

    private static bool Cxx11Abi(string root)
    {
        string config = Path.Combine(root, "share", "cmake", "Torch", "TorchConfig.cmake");
        return !File.Exists(config) || !File.ReadAllText(config).Contains("_GLIBCXX_USE_CXX11_ABI=0", StringComparison.Ordinal);
    }

    private static Version VersionOf(string root, string include)
    {
        string[] candidates =
        [
            Path.Combine(include, "torch", "headeronly", "version.h"),
            Path.Combine(include, "torch", "csrc", "api", "include", "torch", "version.h"),
            Path.Combine(root, "version.py"),
            Path.Combine(root, "build-version"),
        ];
        return candidates.Where(File.Exists).Select(f => ParseVersion(File.ReadAllText(f))).FirstOrDefault(v => v is not null)
            ?? new Version(0, 0, 0);
    }

    private static Version? ParseVersion(string text)
    {
        int? Macro(string name) => Regex.Match(text, $@"define TORCH_VERSION_{name} (\d+)") is { Success: true } m
            ? int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) : null;
        if (Macro("MAJOR") is { } major && Macro("MINOR") is { } minor)
        {
            return new Version(major, minor, Macro("PATCH") ?? 0);
        }

        return Regex.Match(text, @"(\d+)\.(\d+)\.(\d+)") is { Success: true } plain ? Version.Parse(plain.Value) : null;
    }
}
