using Workbook.Commands;
using Xunit;

namespace Notebooks.Tests.Clients;

/// <summary>Jupyter's folders for one test, with the workbook's kernel installed in them and nothing of the user's.</summary>
public sealed class JupyterHome : IDisposable
{
    private JupyterHome(string folder) => Folder = folder;

    /// <summary>The folder that holds them all.</summary>
    public string Folder { get; }

    /// <summary>The variables that lead Jupyter there.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["JUPYTER_DATA_DIR"] = Path.Combine(Folder, "data"),
        ["JUPYTER_CONFIG_DIR"] = Path.Combine(Folder, "config"),
        ["JUPYTER_RUNTIME_DIR"] = Path.Combine(Folder, "runtime"),
        ["JUPYTERLAB_SETTINGS_DIR"] = Path.Combine(Folder, "settings"),
        ["JUPYTERLAB_WORKSPACES_DIR"] = Path.Combine(Folder, "workspaces"),
        ["IPYTHONDIR"] = Path.Combine(Folder, "ipython"),
        ["JUPYTER_PLATFORM_DIRS"] = "0",
        ["JUPYTER_PREFER_ENV_PATH"] = "0",
    };

    /// <summary>Makes the folders and installs the kernel as a user does.</summary>
    public static async Task<JupyterHome> CreateAsync()
    {
        var home = new JupyterHome(Directory.CreateTempSubdirectory("jupyter-home-").FullName);
        string program = Path.Combine(Repository.Root, "lib", "Workbook", "bin", "Release", "net10.0", "Workbook.dll");
        ToolResult install = await Tool.CaptureAsync(
            Tool.Dotnet, ["exec", program, "kernel", "install"], TestContext.Current.CancellationToken, home.Environment);
        Assert.True(install.Succeeded, install.Errors);
        home.Set("apputils-extension/notification", """{"fetchNews": "false", "checkForUpdates": false, "doNotDisturbMode": true}""");
        home.Set("notebook-extension/tracker", """{"windowingMode": "none"}""");
        return home;
    }

    /// <summary>A setting of JupyterLab: no question about news, and every cell in the page.</summary>
    private void Set(string plugin, string json)
    {
        string path = Path.Combine(Folder, "settings", "@jupyterlab", plugin + ".jupyterlab-settings");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, json);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
