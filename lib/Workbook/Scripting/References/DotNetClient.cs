using System.Diagnostics;
using System.Text;

namespace Workbook.Scripting;

/// <summary>Runs the <c>dotnet</c> client.</summary>
internal static class DotNetClient
{
    /// <summary>How a run ended.</summary>
    /// <param name="ExitCode">Its exit code.</param>
    /// <param name="Text">What it printed, both streams.</param>
    public readonly record struct Result(int ExitCode, string Text);

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="folder">The working directory.</param>
    /// <param name="cancellation">Ends it, its children included.</param>
    /// <exception cref="DirectiveException">There is no SDK.</exception>
    public static async Task<Result> RunAsync(
        IEnumerable<string> arguments, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Executable(), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // no build node outlives the kernel
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var process = Start(start);
        var text = new StringBuilder();
        process.OutputDataReceived += (_, e) => Append(text, e.Data);
        process.ErrorDataReceived += (_, e) => Append(text, e.Data);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        lock (text) return new Result(process.ExitCode, text.ToString());
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new DirectiveException(
                $"The dotnet client cannot be started ({e.Message}); install the .NET 10 SDK.");
        }
    }

    /// <summary>The client of the runtime that this process runs on, else the one on the path.</summary>
    private static string Executable()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = Path.GetFullPath(Path.Combine(SharedFramework.Folder, "..", "..", "..", name));
        return Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host && File.Exists(host)
            ? host
            : File.Exists(beside) && Directory.Exists(Path.Combine(Path.GetDirectoryName(beside)!, "sdk")) ? beside
                : name;
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.Append(line).Append('\n');
    }
}
