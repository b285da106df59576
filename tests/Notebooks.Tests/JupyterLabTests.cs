using Microsoft.Playwright;
using Notebooks.Tests.Clients;
using Workbook.Notebooks;
using Xunit;

namespace Notebooks.Tests;

/// <summary>JupyterLab 4 with ipywidgets 8 in headless Chromium, used as a reader uses it.</summary>
public sealed class JupyterLabTests
{
    public static TheoryData<string> Names => TestNotebooks.Names;

    /// <summary>Open, run all, read; drag each slider and see its output change; reload, and everything is still there.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_notebook_runs_and_its_sliders_move_what_they_show(string name)
    {
        PythonClients clients = await PythonClients.DemandAsync();
        using JupyterHome home = await JupyterHome.CreateAsync();
        using var workspace = new Workspace(TestNotebooks.Find(name));
        workspace.Shorten();
        await using JupyterServer server = await JupyterServer.StartAsync(
            clients.Program("jupyter-lab"), ["--IdentityProvider.token="], workspace.Folder, home);
        await using Browser browser = await Browser.DemandAsync();
        IPage page = await browser.OpenAsync();
        var lab = new LabPage(page, new Uri(server.Address, $"lab/tree/{workspace.Name}"));
        try
        {
            await lab.OpenAsync();
            await lab.RunAllAsync();
            Assert.Equal(0, await lab.Errors.CountAsync());
            await lab.PictureAsync($"lab-{name}");
            bool interacts = Notebook.Read(workspace.NotebookPath).Cells
                .Any(cell => cell.Source.Contains("Interact(", StringComparison.Ordinal));
            await DragAsync(lab, name, interacts);
            await ReloadAsync(lab, name);
        }
        catch (Exception error) when (error is TimeoutException or PlaywrightException)
        {
            await lab.PictureAsync($"lab-{name}-failed");
            throw new InvalidOperationException($"{error.Message}\nThe server said:\n{server.Log}", error);
        }

        await lab.SaveAsync();
        Assert.Contains(Notebook.Read(workspace.NotebookPath).Cells, cell => cell.ExecutionCount is not null);
    }

    private static async Task DragAsync(LabPage lab, string name, bool expected)
    {
        int sliders = await lab.Sliders.CountAsync();
        Assert.True(sliders > 0 || !expected, "The notebook calls Interact, but shows no slider.");
        for (int i = 0; i < sliders; i++)
        {
            string before = await lab.OutputBesideSliderAsync(i);
            await lab.DragSliderAsync(i);
            await lab.WaitForChangeAsync(i, before);
        }

        if (sliders > 0)
        {
            await lab.PictureAsync($"lab-{name}-dragged");
            Assert.Matches(@"^\w+$", await lab.LabelAsync(0));
            Assert.NotEqual("arg", await lab.LabelAsync(0));
        }
    }

    private static async Task ReloadAsync(LabPage lab, string name)
    {
        int sliders = await lab.Sliders.CountAsync();
        string value = sliders > 0 ? await lab.ReadoutAsync(0) : "";
        await lab.SaveAsync();
        await lab.ReloadAsync();
        if (sliders == 0)
        {
            return;
        }

        await lab.Sliders.Nth(sliders - 1).WaitForAsync();
        Assert.Equal(sliders, await lab.Sliders.CountAsync());
        Assert.Equal(value, await lab.ReadoutAsync(0));
        string before = await lab.OutputBesideSliderAsync(0);
        await lab.DragSliderAsync(0);
        await lab.WaitForChangeAsync(0, before);
        await lab.PictureAsync($"lab-{name}-reloaded");
    }
}
