using Workbook.Commands;

namespace Workbook;

internal static class Program
{
    private static Task<int> Main(string[] arguments) => CommandLine.RunAsync(arguments);
}
