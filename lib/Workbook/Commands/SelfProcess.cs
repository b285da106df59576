using System.Diagnostics;

namespace Workbook.Commands;

/// <summary>Starts this program again, whichever way it was started.</summary>
internal static class SelfProcess
{
    /// <summary>The command that starts this program: its own executable, or <c>dotnet Workbook.dll</c>.</summary>
    public static IReadOnlyList<string> Command()
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "Workbook.dll");
        string executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Workbook.exe" : "Workbook");
        return File.Exists(executable) ? [executable] : [Environment.ProcessPath ?? "dotnet", assembly];
    }

    /// <summary>Starts it with the terminal shared.</summary>
    public static Process Start(IEnumerable<string> arguments)
    {
        IReadOnlyList<string> command = Command();
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), .. arguments]);
        start.Environment["DOTNET_ROOT"] = DotnetRoot;
        return Process.Start(start) ?? throw new CommandException($"{command[0]} could not be started.");
    }

    /// <summary>The folder of the .NET installation that runs this program.</summary>
    public static string DotnetRoot
    {
        get
        {
            string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
            return Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        }
    }
}
