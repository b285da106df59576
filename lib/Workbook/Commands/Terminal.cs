using System.Text;
using Spectre.Console;

namespace Workbook.Commands;

/// <summary>The program's own way to the terminal. Cells redirect <see cref="Console.Out"/>, so progress must not use it.</summary>
internal static class Terminal
{
    private static readonly Lazy<IAnsiConsole> LazyOut = new(() => Create(Console.OpenStandardOutput(), Console.IsOutputRedirected));

    /// <summary>Standard output.</summary>
    public static IAnsiConsole Out => LazyOut.Value;

    /// <summary>Whether lines can be redrawn.</summary>
    public static bool IsLive => !Console.IsOutputRedirected && Out.Profile.Capabilities.Ansi;

    /// <summary>A line of plain text, never wrapped.</summary>
    public static void Line(string text) => Out.Profile.Out.Writer.WriteLine(text);

    /// <summary>One sentence on standard error.</summary>
    public static void Error(string message)
    {
        using var stream = Console.OpenStandardError();
        stream.Write(Encoding.UTF8.GetBytes(message + "\n"));
    }

    private static IAnsiConsole Create(Stream stream, bool redirected)
    {
        var writer = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (redirected)
        {
            console.Profile.Width = 1000;
        }

        return console;
    }
}
