using System.CommandLine;

namespace Workbook.Commands;

/// <summary><c>workbook gpu-check</c>: one self-contained folder that measures and tests the engine on a machine with an NVIDIA
/// GPU, a C++ compiler and a pip-installed PyTorch, but without .NET.</summary>
internal static class GpuCheckCommand
{
    private static readonly string[] Programs = ["TorchSharp.Tests", "Golden.Tests", "Benchmarks"];
    private static readonly string[] Areas = ["models", "attention", "training", "peft"];

    public static Command Create()
    {
        var command = new Command("gpu-check", "Pack engine tests, golden tests and benchmarks for a GPU machine without .NET.");
        command.SetAction((_, cancellation) => RunAsync(cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellation)
    {
        string folder = Path.Combine(Repository.Out, "gpu-check");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (string program in Programs)
        {
            await PublishAsync(program, Path.Combine(folder, "app"), cancellation);
        }

        CopyGolden(folder);
        CopyAnchors(folder);
        await WriteScriptAsync(Path.Combine(folder, "run.sh"), cancellation);
        return await PackAsync(folder, cancellation);
    }

    /// <summary>All programs share one folder, and so one copy of the runtime.</summary>
    private static async Task PublishAsync(string program, string target, CancellationToken cancellation)
    {
        string project = Path.Combine(Repository.Root, "tests", program, program + ".csproj");
        ToolResult published = await Tool.CaptureAsync(
            Tool.Dotnet,
            ["publish", project, "-c", "Release", "-r", "linux-x64", "--self-contained", "true", "-o", target, "-v", "q", "--nologo",
                "-p:WorkbookPackages=polyfill", "-p:DebugType=none", "-p:PublishDocumentationFile=false",
                "-p:PublishReferencesDocumentationFiles=false",
                "-p:RunAnalyzers=false"],
            cancellation);
        if (!published.Succeeded)
        {
            throw new CommandException($"{program} could not be published for linux-x64:\n{published.Output.Trim()}");
        }
    }

    private static void CopyGolden(string folder)
    {
        string golden = Environment.GetEnvironmentVariable("WORKBOOK_GOLDEN")
            ?? Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "golden"));
        if (!File.Exists(Path.Combine(golden, "index.json")))
        {
            Terminal.Line("No golden folder was found (WORKBOOK_GOLDEN): the folder holds the engine's tests and the benchmarks only.");
            return;
        }

        foreach (string file in Areas.Select(area => Path.Combine(golden, area)).Where(Directory.Exists)
            .SelectMany(area => Directory.EnumerateFiles(area, "*", SearchOption.AllDirectories))
            .Append(Path.Combine(golden, "index.json")))
        {
            Copy(file, Path.Combine(folder, "golden", Path.GetRelativePath(golden, file)));
        }
    }

    private static void CopyAnchors(string folder)
    {
        string prototypes = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "prototypes"));
        foreach (string script in Directory.Exists(prototypes) ? Directory.EnumerateFiles(prototypes, "*.py") : [])
        {
            Copy(script, Path.Combine(folder, "shared", "prototypes", Path.GetFileName(script)));
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to, overwrite: true);
    }

    private static async Task WriteScriptAsync(string path, CancellationToken cancellation)
    {
        using Stream source = typeof(GpuCheckCommand).Assembly.GetManifestResourceStream("gpu-check.sh")!;
        await using (FileStream target = File.Create(path))
        {
            await source.CopyToAsync(target, cancellation);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }
    }

    private static async Task<int> PackAsync(string folder, CancellationToken cancellation)
    {
        string archive = folder + ".tar.xz";
        ToolResult packed = await Tool.CaptureAsync(
            "tar", ["-C", Path.GetDirectoryName(folder)!, "-cJf", archive, Path.GetFileName(folder)], cancellation);
        if (!packed.Succeeded)
        {
            throw new CommandException(
                $"The folder {Repository.Display(folder)} is complete, but tar could not pack it: {packed.LastLine}");
        }

        Terminal.Line($"{Repository.Display(archive)}  {new FileInfo(archive).Length / 1_000_000.0:F0} MB");
        Terminal.Line("On the GPU machine: tar -xJf gpu-check.tar.xz && gpu-check/run.sh");
        return 0;
    }
}
