using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Workbook.Commands.Setup;

/// <summary>The kinds of BLAS that matter for speed.</summary>
internal enum BlasKind
{
    /// <summary>None was found.</summary>
    Missing,

    /// <summary>The unoptimized reference: nine times slower.</summary>
    Reference,

    /// <summary>OpenBLAS with its own threads, which fight libtorch's: two times slower.</summary>
    OpenBlasPthread,

    /// <summary>OpenBLAS on the OpenMP threads that libtorch has anyway.</summary>
    OpenBlasOpenMp,

    /// <summary>Another one: MKL, BLIS, ATLAS.</summary>
    Other,
}

/// <summary>What this machine has, read from files and never by loading a library.</summary>
internal static partial class Machine
{
    /// <summary>The C++ symbol version that the official TorchSharp's native part asks for.</summary>
    public const string NeededGlibcxx = "GLIBCXX_3.4.32";

    /// <summary>The folder of the distribution's shared libraries.</summary>
    private static readonly string[] LibraryFolders =
    [
        $"/usr/lib/{MultiarchName}", "/lib64", "/usr/lib64", "/usr/lib", "/usr/local/lib",
    ];

    /// <summary>The C++ compiler: <c>CXX</c>, else the first of the usual names on PATH.</summary>
    public static string? Compiler => Environment.GetEnvironmentVariable("CXX") is { Length: > 0 } chosen
        ? chosen
        : new[] { "g++", "clang++", "c++" }.Select(Tool.Find).FirstOrDefault(path => path is not null);

    /// <summary>Whether the machine is a Debian (or a child of it) and we may install packages.</summary>
    public static bool CanAptGet => IsDebian && Environment.IsPrivilegedProcess;

    /// <summary>Whether <c>apt-get</c> is this machine's way to packages.</summary>
    public static bool IsDebian => OperatingSystem.IsLinux() && Tool.Find("apt-get") is not null && Tool.Find("dpkg") is not null;

    /// <summary>The driver's version where the machine has an NVIDIA GPU, else <see langword="null"/>.</summary>
    public static string? NvidiaDriver
    {
        get
        {
            const string VersionFile = "/proc/driver/nvidia/version";
            if (!OperatingSystem.IsWindows())
            {
                return File.Exists(VersionFile) ? DriverVersion().Match(File.ReadAllText(VersionFile)).Groups[1].Value : null;
            }

            return Tool.Find("nvidia-smi") is null ? null : "installed";
        }
    }

    /// <summary>The version of oneDNN whose headers are installed, or <see langword="null"/>.</summary>
    public static string? OneDnn
    {
        get
        {
            string? header = new[]
            {
                "/usr/include/oneapi/dnnl/dnnl_version.h",
                $"/usr/include/{MultiarchName}/oneapi/dnnl/dnnl_version.h",
                "/usr/local/include/oneapi/dnnl/dnnl_version.h"
            }.FirstOrDefault(File.Exists);
            return header is null
                ? null
                : string.Join('.',
                    HeaderVersion().Matches(File.ReadAllText(header)).Select(match => match.Groups[1].Value));
        }
    }

    /// <summary>Which BLAS <c>libblas.so.3</c> is, and the file behind it.</summary>
    public static (BlasKind Kind, string? File) Blas
    {
        get
        {
            string? link = FindLibrary("libblas.so.3");
            string? file = link is null ? null : Resolve(link);
            return file switch
            {
                null => (BlasKind.Missing, null),
                _ when file.Contains("openblas-openmp", StringComparison.Ordinal) => (BlasKind.OpenBlasOpenMp, file),
                _ when file.Contains("openblas", StringComparison.Ordinal) => (BlasKind.OpenBlasPthread, file),
                _ when file.Contains("/blas/", StringComparison.Ordinal) => (BlasKind.Reference, file),
                _ => (BlasKind.Other, file),
            };
        }
    }

    /// <summary>Whether the C++ library is new enough for the official packages; <see langword="true"/> elsewhere than on Linux.</summary>
    public static bool HasNeededGlibcxx
    {
        get
        {
            if (!OperatingSystem.IsLinux())
            {
                return true;
            }

            string? library = FindLibrary("libstdc++.so.6");
            return library is not null
                && File.ReadAllBytes(library).AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(NeededGlibcxx + "\0")) >= 0;
        }
    }

    private static string MultiarchName => RuntimeInformation.OSArchitecture switch
    {
        Architecture.Arm64 => "aarch64-linux-gnu",
        _ => "x86_64-linux-gnu",
    };

    private static string? FindLibrary(string name) => LibraryFolders
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>Follows every link: Debian's alternatives are links to links.</summary>
    private static string Resolve(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    [GeneratedRegex(@"Kernel Module[^\d]*([\d.]+)")]
    private static partial Regex DriverVersion();

    [GeneratedRegex(@"#define DNNL_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)")]
    private static partial Regex HeaderVersion();
}
