using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace TorchSharp.Engine;

/// <summary>
/// Compiles the embedded C++ files on the machine that runs them, once for each (source, libtorch, compiler, processor), into
/// <c>$WORKBOOK_CACHE/shim/…</c> or <c>$XDG_CACHE_HOME/peft-workbook/shim/…</c>. A file named by <c>WORKBOOK_SHIM</c> is used as it is.
/// </summary>
internal static class ShimBuild
{
    private const string FileName = "libworkbook_shim.so";

    internal static string Ensure()
    {
        if (Environment.GetEnvironmentVariable("WORKBOOK_SHIM") is { Length: > 0 } given)
        {
            return File.Exists(given) ? given : throw new InvalidOperationException($"WORKBOOK_SHIM names {given}, which does not exist");
        }

        LibTorchInstallation libtorch = LibTorch.Installation
            ?? throw new InvalidOperationException($"no libtorch was found: {LibTorch.HowToInstall}");
        string path = PathFor(libtorch);
        return File.Exists(path) ? path : Build(libtorch, path);
    }

    internal static string PathFor(LibTorchInstallation libtorch)
    {
        string key = string.Join('\n', [.. Sources().Select(s => s.Name + s.Text), .. Options(libtorch), .. Machine(libtorch)]);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..24];
        return Path.Combine(CacheFolder(), "shim", hash, FileName);
    }

    private static string CacheFolder()
    {
        if (Environment.GetEnvironmentVariable("WORKBOOK_CACHE") is { Length: > 0 } own)
        {
            return own;
        }

        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(string.IsNullOrEmpty(cache) ? Path.Combine(home, ".cache") : cache, "peft-workbook");
    }

    /// <summary>What makes a compiled file stale besides its text: another library, compiler or processor.</summary>
    private static IEnumerable<string> Machine(LibTorchInstallation libtorch)
    {
        yield return Stamp(Path.Combine(libtorch.LibraryFolder, "libtorch_cpu.so"));
        yield return libtorch.Version.ToString();
        yield return Compiler() is { } compiler ? Stamp(compiler) : "no compiler";
        yield return File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("flags", StringComparison.Ordinal)) ?? "" : "";
    }

    private static string Stamp(string path)
    {
        var file = new FileInfo(path);
        return $"{path} {file.Length} {file.LastWriteTimeUtc.Ticks}";
    }

    private static IEnumerable<(string Name, string Text)> Sources()
    {
        Assembly assembly = typeof(ShimBuild).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("native/", StringComparison.Ordinal)).Order())
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name["native/".Length..], reader.ReadToEnd());
        }
    }

    private static string? Compiler()
    {
        string[] names = Environment.GetEnvironmentVariable("CXX") is { Length: > 0 } own ? [own] : ["g++", "clang++", "c++"];
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin").Split(Path.PathSeparator);
        return names.SelectMany(n => Path.IsPathRooted(n) ? [n] : folders.Select(f => Path.Combine(f, n))).FirstOrDefault(File.Exists);
    }

    private static List<string> Options(LibTorchInstallation libtorch)
    {
        List<string> options =
        [
            "-O3", "-march=native", "-fno-math-errno", "-fno-trapping-math", "-shared", "-fPIC", "-fvisibility=hidden",
            "-w", "-std=" + libtorch.CxxStandard,
            $"-D_GLIBCXX_USE_CXX11_ABI={(libtorch.Cxx11Abi ? 1 : 0)}", $"-DWORKBOOK_ONEDNN={(libtorch.OneDnn ? 1 : 0)}",
            .. libtorch.IncludeFolders.Select(f => "-I" + f),
        ];
        if (RuntimeInformation.ProcessArchitecture == Architecture.X64)
        {
            options.Add("-mprefer-vector-width=512");
        }

        if (libtorch.SharesOpenMp)
        {
            options.Add("-fopenmp");
        }

        return options;
    }

    private static IEnumerable<string> Libraries(LibTorchInstallation libtorch)
    {
        yield return "-L" + libtorch.LibraryFolder;
        yield return "-Wl,-rpath," + libtorch.LibraryFolder;
        yield return "-Wl,--no-as-needed";
        yield return "-ltorch";
        yield return "-ltorch_cpu";
        yield return "-lc10";
        if (libtorch.Cuda)
        {
            yield return "-ltorch_cuda";
            yield return "-lc10_cuda";
        }

        if (libtorch.OneDnn)
        {
            yield return "-ldnnl";
        }
    }

    /// <summary>Builds beside the target and renames, under a lock: two processes may start at once.</summary>
    private static string Build(LibTorchInstallation libtorch, string path)
    {
        string compiler = Compiler() ?? throw new InvalidOperationException(
            "the engine needs a C++ compiler once, to build its bridge to libtorch: apt-get install g++ "
            + "(or set CXX, or WORKBOOK_SHIM to a built one)");
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        using FileStream guard = Lock(Path.Combine(folder, "lock"));
        if (File.Exists(path))
        {
            return path;
        }

        string work = Path.Combine(folder, "build-" + Environment.ProcessId);
        Directory.CreateDirectory(work);
        try
        {
            Compile(compiler, libtorch, work);
            File.Move(Path.Combine(work, FileName), path, overwrite: true);
            return path;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static FileStream Lock(string path)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (patience.Elapsed < TimeSpan.FromMinutes(5))
            {
                Thread.Sleep(100);
            }
        }
    }

    private static void Compile(string compiler, LibTorchInstallation libtorch, string work)
    {
        // One translation unit: the headers of libtorch take longer to read than all of the shim.
        var unit = new StringBuilder();
        foreach ((string name, string text) in Sources())
        {
            File.WriteAllText(Path.Combine(work, name), text);
            unit.Append(name.EndsWith(".cpp", StringComparison.Ordinal) ? $"#include \"{name}\"\n" : "");
        }

        string all = Path.Combine(work, "all.cc");
        File.WriteAllText(all, unit.ToString());
        string[] arguments = [.. Options(libtorch), all, "-o", Path.Combine(work, FileName), .. Libraries(libtorch)];
        using Process process = Process.Start(new ProcessStartInfo(compiler, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            string first = string.Join('\n', errors.Split('\n').Where(l => l.Contains("error")).Take(5));
            throw new InvalidOperationException(
                $"{compiler} could not build the bridge to {libtorch}:\n{(first.Length > 0 ? first : errors + output.Result)}");
        }
    }
}
