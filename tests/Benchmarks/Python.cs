using System.Diagnostics;

namespace Benchmarks;

/// <summary>The other side: Debian's Python and the anchors that run on it.</summary>
internal static class Python
{
    /// <summary>What <c>WORKBOOK_PYTHON</c> names, Debian's when unset.</summary>
    internal static string Interpreter { get; } =
        Environment.GetEnvironmentVariable("WORKBOOK_PYTHON") is { Length: > 0 } path ? path : "/usr/bin/python3";

    /// <summary>Runs a line of Python and gives its last line of output; null where that does not work.</summary>
    internal static string? Answer(string code) => Run(["-c", code]);

    /// <summary>Runs one of the anchor scripts on the device that is measured; null where it is not here or fails.</summary>
    internal static string? Prototype(string script, params string[] arguments) =>
        Folder("prototypes") is not { } folder || !File.Exists(Path.Combine(folder, script)) ? null
            : Machine.IsAsynchronous ? Run(["-c", OnDevice(Path.Combine(folder, script)), .. arguments])
            : Run([Path.Combine(folder, script), .. arguments]);

    // The scripts know the CPU alone: new tensors go to the device by default, and a step ends when the device has done it.
    private static string OnDevice(string script) => $"""
        import sys, torch
        torch.set_default_device("{Machine.Device}")
        update = torch.optim.AdamW.step
        def step(self, *rest):
            update(self, *rest)
            torch.cuda.synchronize()
        torch.optim.AdamW.step = step
        sys.argv[0] = {System.Text.Json.JsonSerializer.Serialize(script)}
        exec(compile(open(sys.argv[0]).read(), sys.argv[0], "exec"))
        """;

    /// <summary>The BLAS that the other side's process has loaded.</summary>
    internal static string? Blas() => Answer(
        "import torch, os; torch.mm(torch.ones(2, 2), torch.ones(2, 2)); "
        + "print(next((os.path.realpath(l.split()[-1]) for l in open('/proc/self/maps') if 'blas' in l), 'its own'))");

    /// <summary>A folder beside the repository that holds reference material, found by walking up from this program.</summary>
    internal static string? Folder(string name)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, "shared", name);
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        return null;
    }

    private static string? Run(string[] arguments)
    {
        if (!File.Exists(Interpreter))
        {
            return null;
        }

        using Process process = Process.Start(new ProcessStartInfo(Interpreter, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() : null;
    }
}
