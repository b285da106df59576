using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.Json;

namespace Workbook.Commands.Setup;

/// <summary>What the built engine says about itself once it is loaded.</summary>
/// <param name="Error">Why it could not be loaded, or <see langword="null"/>.</param>
/// <param name="Version">libtorch's version.</param>
/// <param name="Cuda">Whether CUDA can be used.</param>
/// <param name="Devices">Number of CUDA devices.</param>
/// <param name="Details">More lines that the engine has to say: its memory pool, oneDNN.</param>
internal sealed record EngineState(string? Error, string Version, bool Cuda, int Devices, IReadOnlyDictionary<string, string> Details);

/// <summary>Loads the engine that <c>setup</c> built, in a process of its own: a native library that fails to load may
/// take its process with it, and the program itself must not depend on the engine.</summary>
internal static class EngineProbe
{
    public const string Name = "engine-probe";

    /// <summary>The hidden command that runs in the child.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("folder");
        var build = new Option<bool>("--build");
        var command = new Command(Name) { folder, build };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using Stream output = Console.OpenStandardOutput();
            JsonSerializer.Serialize(output, Look(parsed.GetValue(folder)!, parsed.GetValue(build)));
            return 0;
        });
        return command;
    }

    /// <summary>Asks the engine in the library's build folder.</summary>
    /// <param name="build">Build its shim on the way where it is missing; that takes a minute.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<EngineState> AskAsync(bool build, CancellationToken cancellation)
    {
        IReadOnlyList<string> self = SelfProcess.Command();
        ToolResult result = await Tool.CaptureAsync(
            self[0], [.. self.Skip(1), Name, LibraryBuild.Output, $"--build={build}"], cancellation,
            new Dictionary<string, string> { ["DOTNET_ROOT"] = SelfProcess.DotnetRoot });
        int start = result.Output.IndexOf('{', StringComparison.Ordinal);
        try
        {
            return JsonSerializer.Deserialize<EngineState>(start < 0 ? "" : result.Output[start..])!;
        }
        catch (JsonException)
        {
            string why = $"loading it ended with code {result.Code}: {result.LastLine}";
            return new(why, "", false, 0, new Dictionary<string, string>());
        }
    }

    /// <summary>What the polyfill has beside the official members.</summary>
    private static void Describe(Type polyfill, Dictionary<string, string> details)
    {
        if (polyfill.GetProperty("ShimPath")?.GetValue(null) is not string shim || !File.Exists(shim))
        {
            return;
        }

        details["shim"] = shim;
        nint library = NativeLibrary.Load(shim);
        if (NativeLibrary.TryGetExport(library, "wb_memory_statistics", out nint statistics))
        {
            details["memory"] = PoolText(statistics);
        }
    }

    private static unsafe string PoolText(nint statistics)
    {
        long used, kept, peak, limit;
        ((delegate* unmanaged<long*, long*, long*, long*, void>)statistics)(&used, &kept, &peak, &limit);
        return "tensors' CPU memory is kept for the next ones, "
            + FormattableString.Invariant($"up to {limit / (double)(1L << 30):0.#} GiB, on huge pages");
    }

    private static EngineState Look(string folder, bool build)
    {
        var details = new Dictionary<string, string>();
        try
        {
            AssemblyLoadContext.Default.Resolving += (context, name) =>
                Path.Combine(folder, name.Name + ".dll") is var path && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
            Assembly assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(folder, "TorchSharp.dll"));
            Type torch = assembly.GetType("TorchSharp.torch", throwOnError: true)!;
            Type? polyfill = assembly.GetType("TorchSharp.Engine.LibTorch");
            if (!build && polyfill is not null && !File.Exists(polyfill.GetProperty("ShimPath")?.GetValue(null) as string))
            {
                return new("its native part is not built yet", "", false, 0, details);
            }

            Type cuda = assembly.GetType("TorchSharp.torch+cuda", throwOnError: true)!;
            bool available = (bool)cuda.GetMethod("is_available", [])!.Invoke(null, [])!;
            int devices = (int)cuda.GetMethod("device_count", [])!.Invoke(null, [])!;
            string version = torch.GetProperty("__version__")?.GetValue(null) as string ?? "";
            if (polyfill is not null)
            {
                Describe(polyfill, details);
            }

            return new(null, version, available, devices, details);
        }
        catch (Exception error)
        {
            Exception cause = error is TargetInvocationException { InnerException: { } inner } ? inner : error;
            cause = cause is TypeInitializationException { InnerException: { } first } ? first : cause;
            return new(cause.Message, "", false, 0, details);
        }
    }
}
