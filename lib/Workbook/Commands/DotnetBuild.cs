namespace Workbook.Commands;

/// <summary>Builds a project or a solution; of what the build says, the reader sees the errors.</summary>
internal static class DotnetBuild
{
    private const int MostErrors = 20;

    /// <summary>Builds.</summary>
    /// <param name="project">The file.</param>
    /// <param name="subject">How the message begins where it fails: "The tests do".</param>
    /// <param name="options">More options for `dotnet build`.</param>
    /// <param name="cancellation">Ends the build.</param>
    /// <exception cref="CommandException">It does not build; the message holds the compiler's errors.</exception>
    public static async Task RunAsync(string project, string subject, IEnumerable<string> options, CancellationToken cancellation)
    {
        ToolResult build = await Tool.CaptureAsync(
            Tool.Dotnet, ["build", project, "-c", "Release", "-v", "q", "--nologo", .. options], cancellation);
        if (build.Succeeded)
        {
            return;
        }

        string[] errors =
        [
            .. build.Output.Split('\n').Where(line => line.Contains("error", StringComparison.Ordinal))
                .Select(line => line.Trim()).Distinct().Take(MostErrors),
        ];
        throw new CommandException($"{subject} not build:\n{(errors.Length > 0 ? string.Join('\n', errors) : build.LastLine)}");
    }
}
