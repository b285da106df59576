namespace Benchmarks;

/// <summary>Real models and data: <c>WORKBOOK_HUB</c>, else the hub beside the repository.</summary>
internal static class HubFolder
{
    /// <summary>A folder of the hub; null where it is not there.</summary>
    internal static string? Find(string path)
    {
        string? hub = Environment.GetEnvironmentVariable("WORKBOOK_HUB") is { Length: > 0 } given ? given : Python.Folder("hub");
        return hub is not null && Directory.Exists(Path.Combine(hub, path)) ? Path.Combine(hub, path) : null;
    }
}
