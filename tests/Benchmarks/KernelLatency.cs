using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>The workbook's kernel beside ipykernel: from the start of the process to ready, and a trivial cell.</summary>
internal sealed class KernelLatency : Benchmark
{
    private const string Why = "it needs python3-jupyter-client and python3-ipykernel for /usr/bin/python3, and lib/Workbook built";

    internal override IReadOnlyList<string> Names { get; } = ["kernel-ready", "kernel-cell"];

    internal override IEnumerable<string> Run()
    {
        string folder = Path.Combine(Path.GetTempPath(), "workbook-bench-" + Environment.ProcessId);
        try
        {
            return Install(folder) && Measure(folder) is [var ourReady, var theirReady, var ourCell, var theirCell]
                ? [Costs("kernel-ready", ourReady, theirReady, "ms"), Costs("kernel-cell", ourCell, theirCell, "ms")]
                : Names.Select(n => Missing(n, Why));
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>The kernelspec as `workbook kernel install` writes it, in a data folder of its own.</summary>
    private static bool Install(string folder)
    {
        string? root = Root();
        if (root is null)
        {
            return false;
        }

        var start = new ProcessStartInfo(Path.Combine(root, "workbook"), ["kernel", "install"]) { RedirectStandardOutput = true };
        start.Environment["JUPYTER_DATA_DIR"] = folder;
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static double[]? Measure(string folder)
    {
        string script = Path.Combine(Root()!, "tests", "Benchmarks", "kernel_latency.py");
        var start = new ProcessStartInfo("/usr/bin/python3", [script, ".net-csharp"]) { RedirectStandardOutput = true };
        start.Environment["JUPYTER_DATA_DIR"] = folder;
        using Process? process = File.Exists(start.FileName) ? Process.Start(start) : null;
        string line = process?.StandardOutput.ReadToEnd() ?? "";
        process?.WaitForExit();
        return process?.ExitCode == 0
            ? [.. line.Split(' ').Select(w => double.TryParse(w, CultureInfo.InvariantCulture, out double v) ? v : -1).Where(v => v >= 0)]
            : null;
    }

    private static string? Root()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "workbook")))
            {
                return at.FullName;
            }
        }

        return null;
    }
}
