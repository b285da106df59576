using Workbook.Commands;
using Workbook.Protocol;

namespace Workbook;

internal static class Program
{
    // A front end waits for the kernel's sockets, so its command goes past the parser of all others.
    private static Task<int> Main(string[] arguments)
    {
        if (KernelStart.ConnectionFileOf(arguments) is { } connectionFile)
            KernelStart.Run(connectionFile, SessionFactory.Create);
        return CommandLine.RunAsync(arguments);
    }
}
