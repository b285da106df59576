using Microsoft.Playwright;
using Notebooks.Tests.Clients;
using Workbook.Commands;
using Xunit;

namespace Notebooks.Tests;

/// <summary>Exported pages in a real browser, with the network cut.</summary>
public sealed class PageInBrowserTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pages-").FullName;

    public static TheoryData<string> Charted =>
        [TestNotebooks.Charts, .. Repository.Notebooks().Select(path => Path.GetFileNameWithoutExtension(path))];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_index_leads_offline_to_a_page_whose_charts_are_live()
    {
        await ExportAsync(TestNotebooks.Charts, standalone: false);
        await using Browser browser = await Browser.DemandAsync();
        IPage page = await browser.OpenAsync(offline: true);
        List<string> errors = Follow(page);
        await page.GotoAsync(new Uri(Path.Combine(folder, "index.html")).AbsoluteUri);
        await page.WaitForSelectorAsync(".card .math .katex");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Pictures, "index.png"), FullPage = true });
        await page.ClickAsync("a.card");
        await page.WaitForSelectorAsync(".chart .live .main-svg");
        Assert.False(await page.Locator(".chart .still").First.IsVisibleAsync());
        await page.WaitForSelectorAsync(".math .katex");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Pictures, "page.png"), FullPage = true });
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Without_JavaScript_the_picture_and_the_formula_are_there()
    {
        await ExportAsync(TestNotebooks.Charts, standalone: false);
        await using Browser browser = await Browser.DemandAsync();
        IPage page = await browser.OpenAsync(javaScript: false, offline: true);
        await page.GotoAsync(new Uri(Path.Combine(folder, "charts.html")).AbsoluteUri);
        Assert.True(await page.Locator(".chart .still svg").First.IsVisibleAsync());
        Assert.Contains("\\sqrt{d}", await page.Locator(".math").First.InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_standalone_page_is_live_all_by_itself()
    {
        await ExportAsync(TestNotebooks.Charts, standalone: true);
        string alone = Directory.CreateDirectory(Path.Combine(folder, "alone")).FullName;
        File.Move(Path.Combine(folder, "charts.html"), Path.Combine(alone, "charts.html"));
        await using Browser browser = await Browser.DemandAsync();
        IPage page = await browser.OpenAsync(offline: true);
        List<string> errors = Follow(page);
        await page.GotoAsync(new Uri(Path.Combine(alone, "charts.html")).AbsoluteUri);
        await page.WaitForSelectorAsync(".chart .live .main-svg");
        await page.WaitForSelectorAsync(".math .katex");
        Assert.Empty(errors);
    }

    /// <summary>The committed outputs of every notebook of the workbook: each chart has a picture and becomes live.</summary>
    [Theory]
    [MemberData(nameof(Charted))]
    public async Task Every_chart_of_a_notebook_is_drawn(string name)
    {
        await ExportAsync(name, standalone: false);
        await using Browser browser = await Browser.DemandAsync();
        IPage page = await browser.OpenAsync(offline: true);
        List<string> errors = Follow(page);
        await page.GotoAsync(new Uri(Path.Combine(folder, name + ".html")).AbsoluteUri);
        int charts = await page.Locator(".chart").CountAsync();
        await page.WaitForFunctionAsync("n => document.querySelectorAll('.chart .live .main-svg').length >= n", charts);
        Assert.Equal(charts, await page.Locator(".chart .still svg").CountAsync());
        await page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Pictures, $"page-{name}.png"), FullPage = true });
        Assert.True(charts > 0, "the notebook shows no chart");
        Assert.Empty(errors);
    }

    private async Task ExportAsync(string name, bool standalone)
    {
        string source = TestNotebooks.Find(name);
        string program = Path.Combine(AppContext.BaseDirectory, "Workbook.dll");
        string[] options = standalone ? ["--standalone"] : [];
        ToolResult html = await Tool.CaptureAsync(
            Tool.Dotnet, ["exec", program, "html", source, "-o", folder, .. options], TestContext.Current.CancellationToken);
        Assert.True(html.Succeeded, html.Errors);
    }

    private static List<string> Follow(IPage page)
    {
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        return errors;
    }
}
