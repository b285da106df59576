using Microsoft.Playwright;
using Workbook.Commands;
using Xunit;

namespace Notebooks.Tests.Clients;

/// <summary>The machine's Chromium without a window, for one test.</summary>
public sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    /// <summary>The folder for pictures to look at: <c>out/screenshots</c>.</summary>
    public static string Pictures => Directory.CreateDirectory(Path.Combine(Repository.Out, "screenshots")).FullName;

    /// <summary>Starts Chromium; the test is skipped where the machine has none.</summary>
    public static async Task<Browser> DemandAsync()
    {
        string? chromium = Environment.GetEnvironmentVariable("WORKBOOK_CHROMIUM")
            ?? Tool.Find("chromium") ?? Tool.Find("chromium-browser") ?? Tool.Find("google-chrome");
        Assert.SkipWhen(chromium is null, "There is no Chromium on PATH (Debian: apt-get install chromium).");
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
        return new(playwright, browser);
    }

    /// <summary>Opens a page.</summary>
    /// <param name="javaScript">Whether scripts run.</param>
    /// <param name="offline">Whether the network is cut.</param>
    public async Task<IPage> OpenAsync(bool javaScript = true, bool offline = false)
    {
        IBrowserContext context = await browser.NewContextAsync(new()
        {
            JavaScriptEnabled = javaScript,
            Offline = offline,
            ViewportSize = new() { Width = 1400, Height = 1000 },
        });
        return await context.NewPageAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
