using Microsoft.Playwright;
using Notebooks.Tests.Clients;
using Xunit;

namespace Notebooks.Tests;

/// <summary>Debian's classic notebook (6.4) in headless Chromium.</summary>
public sealed class ClassicNotebookTests
{
    public static TheoryData<string> Names => TestNotebooks.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_notebook_runs_in_the_classic_notebook(string name)
    {
        const string Program = "/usr/bin/jupyter-notebook";
        Assert.SkipWhen(!File.Exists(Program), "The classic notebook is not installed (Debian: apt-get install jupyter-notebook).");
        using JupyterHome home = await JupyterHome.CreateAsync();
        using var workspace = new Workspace(TestNotebooks.Find(name));
        workspace.Shorten();
        await using JupyterServer server = await JupyterServer.StartAsync(
            Program, ["--NotebookApp.token="], workspace.Folder, home);
        await using Browser browser = await Browser.DemandAsync();
        IPage page = await browser.OpenAsync();
        try
        {
            await page.GotoAsync(new Uri(server.Address, $"notebooks/{workspace.Name}").AbsoluteUri);
            await page.WaitForFunctionAsync(
                "() => window.Jupyter?.notebook?._fully_loaded && Jupyter.notebook.kernel?.is_connected()",
                null,
                new() { Timeout = 120_000 });
            await page.GetByRole(AriaRole.Link, new() { Name = "Cell", Exact = true }).ClickAsync();
            await page.Locator("#run_all_cells").ClickAsync();
            await page.WaitForFunctionAsync(
                """
                () => {
                  const cells = Jupyter.notebook.get_cells().filter(c => c.cell_type === "code" && c.get_text().trim());
                  return document.querySelector(".output_error") || cells.every(c => Number.isInteger(+c.input_prompt_number));
                }
                """,
                null, new() { Timeout = 300_000, PollingInterval = 250 });
        }
        finally
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Pictures, $"classic-{name}.png") });
        }

        Assert.Equal(0, await page.Locator(".output_error").CountAsync());
        Assert.True(await page.Locator(".output_area").CountAsync() > 1, server.Log);
    }
}
