using Workbook.Scripting;

namespace Workbook.Protocol;

/// <summary>The command <c>workbook kernel start CONNECTION_FILE</c>. Its arguments are read by hand: every millisecond
/// before the sockets are open counts, and only front ends call it.</summary>
public static class KernelStart
{
    /// <summary>Finds the connection file in the program's arguments: <c>kernel start FILE</c>, <c>kernel FILE</c>,
    /// or either with <c>-f FILE</c>, <c>--connection-file FILE</c> or <c>--connection-file=FILE</c>.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <returns>The file, or <see langword="null"/> where another command is meant.</returns>
    public static string? ConnectionFileOf(string[] arguments)
    {
        const string Option = "--connection-file";
        string[] rest = arguments switch
        {
            ["kernel", "start", .. var after] => after,
            ["kernel", .. var after] => after,
            _ => [],
        };
        var file = rest switch
        {
            [Option or "-f", var path] => path,
            [var option] when option.StartsWith(Option + "=", StringComparison.Ordinal)
                => option[(Option.Length + 1)..],
            [var path] when arguments[1] == "start" || LooksLikeFile(path) => path,
            _ => null,
        };
        // VS Code quotes a path with spaces in the forms with an option.
        return file is ['"', .. var inner, '"'] ? inner : file;
    }

    /// <summary>Runs the kernel and ends the process.</summary>
    /// <param name="connectionFile">The connection file.</param>
    /// <param name="makeSession">Makes the session when it is first needed.</param>
    public static void Run(string connectionFile, Func<ISession> makeSession)
        => KernelHost.Exit(KernelHost.Run(connectionFile, makeSession));

    private static bool LooksLikeFile(string argument)
        => !argument.StartsWith('-') && (argument.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            || argument.AsSpan().ContainsAny('/', '\\') || File.Exists(argument));
}
