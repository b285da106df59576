using System.Security.Cryptography;
using System.Text;
using Workbook.Commands;
using Xunit;

namespace Notebooks.Tests.Clients;

/// <summary>A Python environment with the front ends of <c>requirements.txt</c>. It is made once for each set of
/// requirements and kept below <c>tests/obj</c>.</summary>
public sealed class PythonClients
{
    private static readonly Lazy<Task<PythonClients>> Shared = new(MakeAsync);

    private PythonClients(string folder, string? missing) => (Folder, Missing) = (folder, missing);

    /// <summary>The environment's folder.</summary>
    public string Folder { get; }

    /// <summary>Its Python.</summary>
    public string Python => Program("python");

    /// <summary>Why there is no environment, or <see langword="null"/>.</summary>
    public string? Missing { get; }

    /// <summary>The environment; the test is skipped with the reason where it cannot be made.</summary>
    public static async Task<PythonClients> DemandAsync()
    {
        PythonClients clients = await Shared.Value;
        Assert.SkipWhen(clients.Missing is not null, clients.Missing ?? "");
        return clients;
    }

    /// <summary>The full path of one of its programs.</summary>
    public string Program(string name) => Path.Combine(Folder, "bin", name);

    private static async Task<PythonClients> MakeAsync()
    {
        string requirements = Path.Combine(AppContext.BaseDirectory, "requirements.txt");
        string? wheels = Wheels();
        if (wheels is null
            && Environment.GetEnvironmentVariable("CI") != "true"
            && Environment.GetEnvironmentVariable("WORKBOOK_PIP") != "1")
        {
            return new("", "The front ends' wheels (../shared/clients) are not here; WORKBOOK_PIP=1 lets pip fetch them from its index.");
        }

        IEnumerable<string> files = wheels is null ? [] : Directory.EnumerateFiles(wheels).Order(StringComparer.Ordinal);
        string key = File.ReadAllText(requirements) + string.Join('\n', files);
        string name = "clients-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..12];
        string folder = Path.Combine(Repository.Root, "tests", "obj", name);
        string done = Path.Combine(folder, "complete");
        if (File.Exists(done))
        {
            return new(folder, null);
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        await RunAsync("python3", ["-m", "venv", folder]);
        var environment = new Dictionary<string, string> { ["PIP_DISABLE_PIP_VERSION_CHECK"] = "1" };
        if (wheels is not null)
        {
            (environment["PIP_NO_INDEX"], environment["PIP_FIND_LINKS"]) = ("1", wheels);
        }

        await RunAsync(Path.Combine(folder, "bin", "pip"), ["install", "-q", "--no-compile", "-r", requirements], environment);
        await File.WriteAllTextAsync(done, "");
        return new(folder, null);
    }

    /// <summary>The folder of wheels: <c>WORKBOOK_CLIENTS</c>, else <c>shared/clients</c> beside the clone.</summary>
    private static string? Wheels()
    {
        string? chosen = Environment.GetEnvironmentVariable("WORKBOOK_CLIENTS");
        string beside = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "clients"));
        return chosen is { Length: > 0 } ? chosen : Directory.Exists(beside) ? beside : null;
    }

    private static async Task RunAsync(string program, string[] arguments, Dictionary<string, string>? environment = null)
    {
        ToolResult result = await Tool.CaptureAsync(program, arguments, CancellationToken.None, environment);
        Assert.True(result.Succeeded, $"{program} {string.Join(' ', arguments)}: {result.Errors}{result.Output}");
    }
}
