namespace TorchSharp.Engine;

/// <summary>A libtorch on this machine: where its headers and libraries are, and what it is.</summary>
/// <param name="Source">Where it was found: <c>LIBTORCH</c>, <c>conda</c>, <c>pip</c> or <c>Debian</c>.</param>
/// <param name="Root">The folder that identifies it (of the package, the environment, or the libraries).</param>
/// <param name="IncludeFolders">Folders for the compiler's <c>-I</c>; empty where the system's own path has the headers.</param>
/// <param name="LibraryFolder">The folder that holds <c>libtorch_cpu.so</c>.</param>
/// <param name="Version">Such as <c>1.13.0</c> or <c>2.10.0</c>.</param>
/// <param name="Cuda">Whether it is a build for CUDA.</param>
/// <param name="Cxx11Abi">The value of <c>_GLIBCXX_USE_CXX11_ABI</c> it was compiled with.</param>
/// <param name="OneDnn">Whether the shim links the system's oneDNN beside it.</param>
public sealed record LibTorchInstallation(
    string Source, string Root, IReadOnlyList<string> IncludeFolders, string LibraryFolder, Version Version,
    bool Cuda, bool Cxx11Abi, bool OneDnn)
{
    /// <summary>The C++ standard its headers ask for, as the compiler's option names it.</summary>
    public string CxxStandard => Version >= new Version(2, 1) ? Version >= new Version(2, 10) ? "c++20" : "c++17" : "c++17";

    /// <summary>Whether the shim may use OpenMP: only where it shares one runtime with libtorch.</summary>
    internal bool SharesOpenMp => Source == "Debian" || File.Exists(Path.Combine(LibraryFolder, "libgomp.so.1"));

    /// <inheritdoc/>
    public override string ToString() => $"libtorch {Version} ({Source}, {(Cuda ? "CUDA" : "CPU")}) in {LibraryFolder}";
}
