namespace Workbook.Commands.Setup;

/// <summary>Loads the built engine once, which builds its native shim, and remembers that it loaded.</summary>
internal static class EngineStep
{
    private static string Stamp => Path.Combine(Repository.Root, "lib", "PeftWorkbook", "obj", "engine.stamp");

    /// <summary>Takes the step unless the same engine has loaded before.</summary>
    /// <exception cref="CommandException">The engine does not load.</exception>
    public static async Task EnsureAsync(PackageChoice choice, bool quiet, CancellationToken cancellation)
    {
        string fingerprint = Fingerprint(choice);
        if (File.Exists(Stamp) && await File.ReadAllLinesAsync(Stamp, cancellation) is [var before, var said, var shim]
            && before == fingerprint && (shim.Length == 0 || File.Exists(shim)))
        {
            Tell(said, quiet);
            return;
        }

        if (choice.Packages == "polyfill")
        {
            Terminal.Line("      building the engine's native part…");
        }

        EngineState engine = await EngineProbe.AskAsync(build: true, cancellation);
        if (engine.Error is { } error)
        {
            throw new CommandException($"The engine does not load: {error}");
        }

        string text = $"libtorch {engine.Version}, {(engine.Cuda ? $"CUDA with {engine.Devices} device(s)" : "CPU")}";
        await File.WriteAllLinesAsync(Stamp, [fingerprint, text, engine.Details.GetValueOrDefault("shim", "")], cancellation);
        Tell(text, quiet: false);
    }

    /// <summary>Everything that would make another engine: the built assembly, its packages, the libtorch found.</summary>
    private static string Fingerprint(PackageChoice choice)
    {
        var assembly = new FileInfo(Path.Combine(LibraryBuild.Output, "TorchSharp.dll"));
        string built = assembly.Exists ? $"{assembly.Length} {assembly.LastWriteTimeUtc.Ticks}" : "missing";
        Libtorch? libtorch = choice.Packages == "polyfill" ? LibtorchFinder.Find() : null;
        return $"{choice.Packages} | {built} | {libtorch?.Libraries} {libtorch?.Version}";
    }

    private static void Tell(string text, bool quiet)
    {
        if (!quiet)
        {
            new Finding("engine", State.Good, text).Print();
        }
    }
}
