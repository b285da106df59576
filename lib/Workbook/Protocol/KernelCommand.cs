using Workbook.Scripting;
using Workbook.Zmtp;

namespace Workbook.Protocol;

/// <summary>The command <c>workbook kernel CONNECTION_FILE</c>. Its arguments are read by hand: every millisecond
/// before the sockets are open counts, and only front ends call it.</summary>
public static class KernelCommand
{
    private const int WrongUse = 1;

    /// <summary>Whether these arguments start a kernel (and not <c>kernel install</c> and its like).</summary>
    /// <param name="arguments">The program's arguments.</param>
    public static bool Matches(string[] arguments)
        => arguments is ["kernel", ..] && ConnectionFileOf(arguments) is not null;

    /// <summary>Runs the kernel and ends the process.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="makeSession">Makes the session when it is first needed.</param>
    public static void Run(string[] arguments, Func<ISession> makeSession)
    {
        var file = ConnectionFileOf(arguments);
        if (file is null)
            ZmtpLog.Write("usage: workbook kernel CONNECTION_FILE");
        KernelHost.Exit(file is null ? WrongUse : KernelHost.Run(file, makeSession));
    }

    // VS Code quotes a path with spaces in the forms with an option.
    private static string? ConnectionFileOf(string[] arguments)
    {
        const string Option = "--connection-file";
        var file = arguments switch
        {
            ["kernel", Option or "-f", var path] => path,
            ["kernel", var option] when option.StartsWith(Option + "=", StringComparison.Ordinal)
                => option[(Option.Length + 1)..],
            ["kernel", var path] when LooksLikeFile(path) => path,
            _ => null,
        };
        return file is ['"', .. var inner, '"'] ? inner : file;
    }

    private static bool LooksLikeFile(string argument)
        => argument.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            || argument.AsSpan().ContainsAny('/', '\\') || File.Exists(argument);
}
