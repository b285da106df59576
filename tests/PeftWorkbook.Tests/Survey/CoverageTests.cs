using PeftWorkbook.Peft;
using PeftWorkbook.Survey;

namespace PeftWorkbook.Tests.Survey;

public sealed class CoverageTests
{
    /// <summary><c>WORKBOOK_UPDATE_DOCS=1</c> writes the page anew instead of comparing it.</summary>
    [Fact]
    public void The_committed_page_is_what_is_generated()
    {
        var page = Path.Combine(Repository(), "docs", "methods.md");
        var generated = CoverageTable.Markdown();
        if (Environment.GetEnvironmentVariable("WORKBOOK_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(page, generated);
        }

        Assert.True(File.Exists(page), "docs/methods.md is missing: run this test with WORKBOOK_UPDATE_DOCS=1.");
        Assert.True(
            File.ReadAllText(page).ReplaceLineEndings("\n") == generated,
            "docs/methods.md is not what the library generates: run this test with WORKBOOK_UPDATE_DOCS=1 and commit the page.");
    }

    [Fact]
    public void Every_registered_method_is_in_the_table_once()
    {
        var keys = Coverage.Methods().Where(m => m.IsRegistered && m.Option.Length == 0).Select(m => m.Key).ToList();
        var ours = PeftMethods.Names.Where(n => PeftMethods.ConfigType(n, n).Assembly == typeof(PeftMethods).Assembly);
        Assert.Equal(ours.Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_not_registered_is_not_claimed()
    {
        Assert.Equal("not yet", new CoveredMethod("MAGIC", "Magic", "Prompt") { Recorded = "survey" }.Here);
        Assert.Equal("golden", new CoveredMethod("MAGIC", "Magic", "Prompt") { Recorded = "survey", IsRegistered = true }.Here);
        Assert.Equal("equation", new CoveredMethod("MAGIC", "Magic", "Prompt") { IsRegistered = true }.Here);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} lies in no checkout.");
    }
}
