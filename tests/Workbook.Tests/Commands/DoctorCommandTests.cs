using Workbook.Commands;
using Xunit;

namespace Workbook.Tests.Commands;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly Cli cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Prints_a_line_a_part_and_says_how_to_mend()
    {
        ToolResult doctor = await cli.RunAsync("doctor");
        foreach (string part in (string[])["SDK", "packages", "GPU", "kernel", "models", "cache", "engine"])
        {
            Assert.Single(doctor.Output.Split('\n'), line => line.Length > 6 && line[6..].StartsWith(part + " ", StringComparison.Ordinal));
        }

        Assert.Contains("./workbook kernel install", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_an_unknown_choice_of_packages_in_one_sentence()
    {
        ToolResult doctor = await cli.RunAsync(["doctor"], new() { ["WORKBOOK_PACKAGES"] = "conda" });
        Assert.Equal(1, doctor.Code);
        Assert.Equal("WORKBOOK_PACKAGES is \"conda\"; it takes nuget-cuda, nuget-cpu, polyfill.\n", doctor.Errors);
    }

    [Fact]
    public async Task Says_that_a_hub_folder_is_missing()
    {
        ToolResult doctor = await cli.RunAsync(["doctor"], new() { ["WORKBOOK_HUB"] = "/no/such/hub" });
        Assert.Contains("WORKBOOK_HUB is /no/such/hub, which does not exist", doctor.Output, StringComparison.Ordinal);
    }
}
