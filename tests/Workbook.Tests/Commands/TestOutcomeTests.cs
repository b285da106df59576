using Workbook.Commands.Testing;
using Xunit;

namespace Workbook.Tests.Commands;

/// <summary>A test run's count must not come out better than the run was.</summary>
public sealed class TestOutcomeTests
{
    private static TestOutcome Read(string? report, int code)
    {
        string path = Path.GetTempFileName();
        try
        {
            if (report is null)
            {
                File.Delete(path);
            }
            else
            {
                File.WriteAllText(path, report);
            }

            return TestOutcome.Read(path, code);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private const string Report = """
        {"results": {"summary": {"tests": 4, "passed": 2, "failed": 1, "skipped": 1, "other": 0},
          "tests": [{"name": "a", "status": "passed"}, {"name": "b", "status": "skipped", "message": "no hub"}]}}
        """;

    [Fact]
    public void Counts_and_reasons_come_from_the_report()
    {
        TestOutcome outcome = Read(Report, 1);
        Assert.Equal("2 passed, 1 failed, 1 skipped", outcome.Line);
        Assert.Equal(1, outcome.Reasons["no hub"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"results\": {}}")]
    public void A_program_without_a_report_has_failed(string? report) =>
        Assert.Equal("0 passed, 1 failed, 0 skipped", Read(report, 139).Line);

    [Fact]
    public void A_bad_exit_code_without_a_failed_test_is_a_failure() =>
        Assert.Equal(1, Read(Report.Replace("\"failed\": 1", "\"failed\": 0", StringComparison.Ordinal), 1).Failed);

    [Fact]
    public void Sums_keep_the_reasons() => Assert.Equal(2, Read(Report, 1).Plus(Read(Report, 1)).Reasons["no hub"]);
}
