using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using Workbook.Commands.Setup;

namespace Workbook.Commands.Testing;

/// <summary><c>workbook test [golden|filter]</c>: builds and runs the test programs one after the other, since two libtorch
/// at once slow each other down ten times.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var filter = new Argument<string?>("filter")
        {
            Description = "golden: what the golden folder drives. A test project's name, or words of tests' names. All when left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("test", "Run the tests; the last line counts them.") { filter };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(filter), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? filter, CancellationToken cancellation)
    {
        await SetupCommand.EnsureAsync(quiet: true, cancellation);
        IReadOnlyList<TestProject> all = TestProject.All();
        IReadOnlyList<TestProject> named = filter is null ? all : [.. all.Where(project => IsNamed(project, filter))];
        IReadOnlyList<TestProject> projects = named.Count > 0 ? named : all;
        string? tests = named.Count > 0 ? null : filter;
        await TestProject.BuildAsync(projects, cancellation);

        TestOutcome total = TestOutcome.None;
        foreach (TestProject project in projects)
        {
            total = total.Plus(await RunAsync(project, tests, cancellation));
        }

        foreach ((string reason, int count) in total.Reasons)
        {
            Terminal.Line($"skipped {count}: {reason}");
        }

        Terminal.Line(total.Line);
        return total.Failed == 0 && (total.Passed > 0 || total.Skipped > 0) ? 0 : 1;
    }

    private static bool IsNamed(TestProject project, string filter) =>
        project.Name.Equals(filter, StringComparison.OrdinalIgnoreCase)
        || project.Name.Equals(filter + ".Tests", StringComparison.OrdinalIgnoreCase);

    private static async Task<TestOutcome> RunAsync(TestProject project, string? tests, CancellationToken cancellation)
    {
        Terminal.Out.MarkupLine($"[bold]{Markup.Escape(project.Name)}[/]");
        string report = Path.Combine(Path.GetTempPath(), $"workbook-test-{Environment.ProcessId}-{project.Name}.json");
        var clock = Stopwatch.StartNew();
        try
        {
            List<string> arguments = ["exec", project.Program, "-noLogo", "-noColor", "-result-ctrf", report];
            if (tests is not null)
            {
                arguments.AddRange(["-displayName", $"*{tests}*"]);
            }

            int code = await Tool.ShowAsync(Tool.Dotnet, arguments, cancellation, TestEnvironment.Variables());
            TestOutcome outcome = TestOutcome.Read(report, code);
            string died = File.Exists(report) ? "" : $" (the test program ended with code {code} before it could report)";
            Terminal.Line($"  {project.Name}: {outcome.Line} in {TerminalProgress.Seconds(clock.Elapsed)}{died}");
            return outcome;
        }
        finally
        {
            File.Delete(report);
        }
    }
}
