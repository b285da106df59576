using System.ComponentModel;
using System.Diagnostics;

namespace Workbook.Commands;

/// <summary>What a finished tool said.</summary>
/// <param name="Code">Its exit code; -1 where it could not be started.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record ToolResult(int Code, string Output, string Errors)
{
    public bool Succeeded => Code == 0;

    /// <summary>The last line that says something, for a message.</summary>
    public string LastLine => (Errors + "\n" + Output).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .LastOrDefault("it said nothing");
}

/// <summary>Runs other programs.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end and keeps what it says.</summary>
    public static async Task<ToolResult> CaptureAsync(
        string file, IEnumerable<string> arguments, CancellationToken cancellation, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        Set(start, environment);
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
            await EndAsync(process, cancellation);
            return new(process.ExitCode, await output, await errors);
        }
        catch (Win32Exception error)
        {
            return new(-1, "", error.Message);
        }
    }

    /// <summary>Runs a program that talks to the terminal itself.</summary>
    public static async Task<int> ShowAsync(
        string file, IEnumerable<string> arguments, CancellationToken cancellation, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments);
        Set(start, environment);
        try
        {
            using Process process = Process.Start(start)!;
            await EndAsync(process, cancellation);
            return process.ExitCode;
        }
        catch (Win32Exception error)
        {
            throw new CommandException($"{file} could not be started: {error.Message}");
        }
    }

    /// <summary>The full path of a program on PATH, or <see langword="null"/>.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
        .FirstOrDefault(File.Exists);

    /// <summary>The `dotnet` of the installation that runs this program.</summary>
    public static string Dotnet => Path.Combine(SelfProcess.DotnetRoot, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");

    private static void Set(ProcessStartInfo start, IReadOnlyDictionary<string, string>? environment)
    {
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
    }

    private static async Task EndAsync(Process process, CancellationToken cancellation)
    {
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
