namespace Workbook.Commands.Testing;

/// <summary>What tests are told about the machine. Only tests look at the folder <c>shared</c> beside the clone.</summary>
internal static class TestEnvironment
{
    /// <summary>The variables that are not set yet and can be.</summary>
    public static IReadOnlyDictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string> { ["DOTNET_ROOT"] = SelfProcess.DotnetRoot, ["WORKBOOK_ROOT"] = Repository.Root };
        AddFolder(variables, "WORKBOOK_GOLDEN", "golden");
        AddFolder(variables, "WORKBOOK_HUB", "hub");
        return variables;
    }

    private static void AddFolder(Dictionary<string, string> variables, string name, string folder)
    {
        string path = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", folder));
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)) && Directory.Exists(path))
        {
            variables[name] = path;
        }
    }
}
