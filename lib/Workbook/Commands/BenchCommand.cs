using System.CommandLine;
using Workbook.Commands.Setup;
using Workbook.Commands.Testing;

namespace Workbook.Commands;

/// <summary><c>workbook bench [name…]</c>: the benchmark program, one line a figure.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("name")
        {
            Description = "Figures to measure; all when left out.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("bench", "Measure against PyTorch and ipykernel: a line a figure.") { names };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(names) ?? [], cancellation));
        return command;
    }

    internal static async Task<int> RunAsync(string[] names, CancellationToken cancellation)
    {
        await SetupCommand.EnsureAsync(quiet: true, cancellation);
        string project = Path.Combine(Repository.Root, "tests", "Benchmarks", "Benchmarks.csproj");
        if (!File.Exists(project))
        {
            throw new CommandException("tests/Benchmarks is missing.");
        }

        await DotnetBuild.RunAsync(project, "tests/Benchmarks does", [], cancellation);
        string program = Path.Combine(Path.GetDirectoryName(project)!, "bin", "Release", "net10.0", "Benchmarks.dll");
        return await Tool.ShowAsync(Tool.Dotnet, ["exec", program, .. names], cancellation, TestEnvironment.Variables());
    }
}
