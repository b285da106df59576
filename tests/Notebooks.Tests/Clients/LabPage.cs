using Microsoft.Playwright;

namespace Notebooks.Tests.Clients;

/// <summary>A notebook open in JupyterLab.</summary>
/// <param name="page">The browser's page.</param>
/// <param name="address">The notebook's address.</param>
public sealed class LabPage(IPage page, Uri address)
{
    private const float Minutes = 60_000;

    /// <summary>Outputs that are errors.</summary>
    public ILocator Errors => page.Locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']");

    /// <summary>The handles of all sliders.</summary>
    public ILocator Sliders => page.Locator(".jp-OutputArea .widget-slider .noUi-handle");

    /// <summary>Opens the notebook and waits for its kernel.</summary>
    public async Task OpenAsync()
    {
        await page.GotoAsync(address.AbsoluteUri);
        await ReadyAsync();
    }

    /// <summary>Loads the page again; the kernel lives on.</summary>
    public async Task ReloadAsync()
    {
        await page.ReloadAsync();
        await ReadyAsync();
    }

    /// <summary>Menu Run, Run All Cells; waits until every code cell has run.</summary>
    public async Task RunAllAsync()
    {
        await page.Locator(".jp-Notebook").ClickAsync(new() { Position = new() { X = 5, Y = 5 } });
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Run", Exact = true }).ClickAsync();
        await page.Locator(".lm-Menu-itemLabel", new() { HasTextRegex = new("^Run All Cells$") }).ClickAsync();
        await page.Locator(".jp-InputPrompt", new() { HasTextRegex = new(@"\[(\*|\d+)\]") }).First.WaitForAsync();
        await page.WaitForFunctionAsync(
            """
            () => {
              const cells = [...document.querySelectorAll(".jp-CodeCell")].filter(c => c.querySelector(".cm-content")?.innerText.trim());
              const ran = cells.every(c => /\[\d+\]/.test(c.querySelector(".jp-InputPrompt")?.innerText ?? ""));
              const failed = document.querySelector("[data-mime-type='application/vnd.jupyter.error']");
              return failed || (cells.length > 0 && ran);
            }
            """,
            null, new() { Timeout = 5 * Minutes, PollingInterval = 250 });
        await IdleAsync();
    }

    /// <summary>The pixels and text of the output that a slider drives, so that charts count too.</summary>
    public async Task<string> OutputBesideSliderAsync(int index) => await page.EvaluateAsync<string>(
        """
        i => {
          const handle = document.querySelectorAll(".jp-OutputArea .widget-slider .noUi-handle")[i];
          const box = handle.closest(".widget-interact, .widget-vbox") ?? handle.closest(".jp-OutputArea-output");
          const output = box.querySelector(".jp-OutputArea") ?? box;
          return output.innerHTML;
        }
        """,
        index);

    /// <summary>The value that a slider says it has.</summary>
    public async Task<string> ReadoutAsync(int index) =>
        (await page.Locator(".jp-OutputArea .widget-slider .widget-readout").Nth(index).InnerTextAsync()).Trim();

    /// <summary>What stands before a slider: the name of the parameter that it moves.</summary>
    public async Task<string> LabelAsync(int index) =>
        (await page.Locator(".jp-OutputArea .widget-slider .widget-label").Nth(index).InnerTextAsync()).Trim();

    /// <summary>Drags a slider's handle with the mouse, a third of its track to the right (to the left at its end).</summary>
    public async Task DragSliderAsync(int index)
    {
        ILocator handle = Sliders.Nth(index);
        await handle.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult grip = (await handle.BoundingBoxAsync())!;
        LocatorBoundingBoxResult track =
            (await handle.Locator("xpath=ancestor::*[contains(@class, 'noUi-target')][1]").BoundingBoxAsync())!;
        float x = grip.X + (grip.Width / 2);
        float y = grip.Y + (grip.Height / 2);
        bool right = x + (track.Width / 3) < track.X + track.Width;
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x + ((right ? 1 : -1) * track.Width / 3), y, new() { Steps = 8 });
        await page.Mouse.UpAsync();
    }

    /// <summary>Waits until the output that a slider drives is another one, and the kernel has come to rest.</summary>
    public async Task WaitForChangeAsync(int index, string before)
    {
        DateTime limit = DateTime.UtcNow.AddMinutes(2);
        while (await OutputBesideSliderAsync(index) == before)
        {
            if (DateTime.UtcNow > limit)
            {
                throw new TimeoutException("The slider was dragged, but what it shows did not change.");
            }

            await Task.Delay(100);
        }

        await IdleAsync();
    }

    /// <summary>Saves the notebook.</summary>
    public async Task SaveAsync()
    {
        await page.Keyboard.PressAsync("Control+s");
        await page.WaitForFunctionAsync("() => !document.querySelector('.jp-mod-dirty')");
    }

    /// <summary>Takes a picture of what is to be seen.</summary>
    public Task PictureAsync(string name) =>
        page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Pictures, name + ".png") });

    private async Task ReadyAsync()
    {
        await page.Locator(".jp-NotebookPanel-notebook .jp-Cell").First.WaitForAsync(new() { Timeout = 2 * Minutes });
        await page.Locator("#jp-main-statusbar", new() { HasTextRegex = new(@"\| Idle") }).WaitForAsync(new() { Timeout = Minutes });
        await IdleAsync();
    }

    private Task IdleAsync() => page.Locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").First
        .WaitForAsync(new() { Timeout = 2 * Minutes, State = WaitForSelectorState.Attached });
}
