using System.CommandLine;
using Workbook.Commands.Kernels;
using Workbook.Commands.Setup;

namespace Workbook.Commands;

/// <summary><c>workbook doctor</c>: one line for each part the workbook stands on.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Say what was found: SDK, libtorch, oneDNN, BLAS, GPU, packages, kernel, models.");
        command.SetAction((_, cancellation) => RunAsync(cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellation)
    {
        PackageChoice? packages = PackageChoice.Explicit ?? PackageChoice.Stored;
        bool built = packages is not null && File.Exists(Path.Combine(LibraryBuild.Output, "TorchSharp.dll"));
        Task<EngineState?> engine = built ? Ask(cancellation) : Task.FromResult<EngineState?>(null);
        bool missing = false;
        foreach (Finding finding in FoundWithoutLoading(packages))
        {
            finding.Print();
            missing |= finding.State == State.Missing;
        }

        foreach (Finding finding in EngineFindings(await engine))
        {
            finding.Print();
            missing |= finding.State == State.Missing;
        }

        return missing ? 1 : 0;
    }

    private static async Task<EngineState?> Ask(CancellationToken cancellation) => await EngineProbe.AskAsync(build: false, cancellation);

    private static IEnumerable<Finding> FoundWithoutLoading(PackageChoice? packages)
    {
        yield return new("SDK", State.Good, $".NET {Environment.Version} in {SelfProcess.DotnetRoot}");
        yield return packages is null
            ? new("packages", State.Missing, "not decided yet", "./workbook setup")
            : new("packages", State.Good, $"{packages.Packages}: {packages.Reason}");
        if (packages?.Packages is null or "polyfill")
        {
            yield return LibtorchFinding();
            yield return Machine.Compiler is { } compiler
                ? new("compiler", State.Good, compiler)
                : new("compiler", State.Missing, "none", NativeParts.Advice([new("a C++ compiler", "g++", true)]));
            yield return Machine.OneDnn is { } version
                ? new("oneDNN", State.Good, version)
                : new("oneDNN", State.Weak, "none: matrix products run on BLAS", "sudo apt-get install -y libdnnl-dev");
            yield return BlasFinding();
        }

        yield return Machine.NvidiaDriver is { } driver
            ? new("GPU", State.Good, $"NVIDIA, driver {driver}")
            : new("GPU", State.Good, "none; everything runs on the CPU");
        yield return KernelSpecs.Finding();
        yield return HubFolders.Finding();
        yield return new("cache", State.Good, $"{Repository.Cache}{(Directory.Exists(Repository.Cache) ? "" : " (empty)")}");
    }

    private static Finding LibtorchFinding() => LibtorchFinder.Find() is { } found
        ? new("libtorch", State.Good, $"{found.Version}, {(found.Cuda ? "CUDA" : "CPU")}, from {found.Source} ({found.Libraries})")
        : new("libtorch", State.Missing, "none with headers", NativeParts.Advice([new("libtorch", "libtorch-dev", true)]));

    private static Finding BlasFinding()
    {
        (BlasKind kind, string? file) = Machine.Blas;
        const string Install = "sudo apt-get install -y libopenblas0-openmp";
        return kind switch
        {
            BlasKind.OpenBlasOpenMp => new("BLAS", State.Good, $"OpenBLAS on OpenMP ({file})"),
            BlasKind.OpenBlasPthread => new("BLAS", State.Weak, $"OpenBLAS with its own threads, two times slower ({file})", Install),
            BlasKind.Reference => new("BLAS", State.Weak, $"the reference BLAS, nine times slower ({file})", Install),
            BlasKind.Missing => new("BLAS", State.Weak, "no libblas.so.3 in the system's folders", Install),
            _ => new("BLAS", State.Good, file!),
        };
    }

    private static IEnumerable<Finding> EngineFindings(EngineState? engine)
    {
        if (engine is null)
        {
            yield return new("engine", State.Missing, "lib/PeftWorkbook is not built", "./workbook setup");
            yield break;
        }

        string cuda = engine.Cuda ? $"CUDA with {engine.Devices} device{(engine.Devices == 1 ? "" : "s")}" : "CPU";
        yield return engine.Error is { } error
            ? new("engine", State.Missing, error, "./workbook setup")
            : new("engine", State.Good, $"libtorch {engine.Version} loaded, {cuda}");
        foreach ((string part, string text) in engine.Details)
        {
            yield return new(part, State.Good, text);
        }
    }
}
