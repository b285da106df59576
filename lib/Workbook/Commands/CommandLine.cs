using System.CommandLine;
using Workbook.Commands.Kernels;
using Workbook.Commands.Setup;
using Workbook.Commands.Testing;

namespace Workbook.Commands;

/// <summary>The program's command line.</summary>
internal static class CommandLine
{
    /// <summary>Parses and runs. Known trouble ends in one sentence on standard error and exit code 1.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            ParseResult parsed = Create().Parse(arguments);
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (Exception error) when (error is CommandException or Notebooks.NotebookException)
        {
            Terminal.Error(error.Message);
            return 1;
        }
    }

    private static RootCommand Create() => new("PEFT Workbook for .NET: notebooks, kernel, tests.")
    {
        SetupCommand.Create(),
        RunCommand.Create(),
        HtmlCommand.Create(),
        TestCommand.Create(),
        KernelCommand.Create(),
        BenchCommand.Create(),
        SurveyCommand.Create(),
        GpuCheckCommand.Create(),
        PackCommand.Create(),
        DoctorCommand.Create(),
        RunOneCommand.Create(),
        EngineProbe.Create(),
    };
}
