using System.Text.RegularExpressions;
using Notebooks.Tests.Clients;
using Workbook.Commands;
using Xunit;

namespace Notebooks.Tests.Kernel;

/// <summary>Runs the Python tests beside this file against the installed kernel, with today's clients and with the
/// ones that the distribution has. A case is a test class of a script; they are found, not listed.</summary>
public sealed partial class KernelClientTests
{
    private static readonly string Scripts = Path.Combine(AppContext.BaseDirectory, "Kernel", "python");

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string script in Directory.EnumerateFiles(Scripts, "*.py").Order(StringComparer.Ordinal))
            {
                string text = File.ReadAllText(script);
                if (!text.Contains("unittest.main("))
                    continue;
                foreach (Match one in TestClass().Matches(text))
                    cases.Add(Path.GetFileNameWithoutExtension(script), one.Groups["name"].Value);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Todays_clients(string script, string name)
    {
        PythonClients clients = await PythonClients.DemandAsync();
        await RunAsync(clients.Python, script, name, []);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_distributions_clients(string script, string name)
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python), $"There is no {Python} here.");
        // The conformance tests are one wheel of pure Python, which Python can read as it is.
        string? wheel = Directory.Exists(Wheels)
            ? Directory.EnumerateFiles(Wheels, "jupyter_kernel_test-*.whl").SingleOrDefault()
            : null;
        Dictionary<string, string> environment = wheel is null ? [] : new() { ["PYTHONPATH"] = wheel };
        string imports = script == "conformance" ? "import jupyter_client, jupyter_kernel_test" : "import jupyter_client";
        ToolResult probe = await Tool.CaptureAsync(
            Python, ["-c", imports], TestContext.Current.CancellationToken, environment);
        Assert.SkipUnless(probe.Succeeded,
            $"{Python} lacks what {script}.py imports (Debian: apt-get install python3-jupyter-client): {probe.LastLine}");
        await RunAsync(Python, script, name, environment);
    }

    private static string Wheels => Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "clients"));

    private static async Task RunAsync(string python, string script, string name, Dictionary<string, string> more)
    {
        using JupyterHome home = await JupyterHome.CreateAsync();
        Dictionary<string, string> environment = home.Environment;
        foreach ((string key, string value) in more)
            environment[key] = value;
        environment["WORKBOOK_KERNEL"] = Path.GetFileName(
            Directory.EnumerateDirectories(Path.Combine(environment["JUPYTER_DATA_DIR"], "kernels")).Single());
        environment["WORKBOOK_SETUP"] = Path.Combine(Repository.Root, "notebooks", "setup.csx");
        ToolResult result = await Tool.CaptureAsync(
            python, [Path.Combine(Scripts, script + ".py"), name], TestContext.Current.CancellationToken, environment);
        Assert.True(result.Succeeded, result.Errors + result.Output);
        Match ran = RanTests().Match(result.Errors);
        Assert.True(ran.Success && ran.Groups["count"].Value != "0", $"No test ran: {result.Errors}");
        Assert.DoesNotContain("skipped", result.Errors);
    }

    [GeneratedRegex(@"^class (?!Case\b)(?<name>\w+)\((Case|unittest\.TestCase|jkt\.\w+)\):", RegexOptions.Multiline)]
    private static partial Regex TestClass();

    [GeneratedRegex(@"^Ran (?<count>\d+) tests? in", RegexOptions.Multiline)]
    private static partial Regex RanTests();
}
