namespace PeftWorkbook.Tests;

/// <summary>Real models: <c>WORKBOOK_HUB</c>, or a hub beside the repository.</summary>
internal static class HubModel
{
    /// <summary>The folder of a model; the test that asks is skipped where there is none.</summary>
    internal static string Folder(string id)
    {
        var hub = Environment.GetEnvironmentVariable("WORKBOOK_HUB") is { Length: > 0 } given ? given : Beside();
        var folder = Path.Combine([hub ?? "", "models", .. id.Split('/')]);
        Assert.SkipUnless(Directory.Exists(folder), $"The hub holds no {id}: set WORKBOOK_HUB.");
        return folder;
    }

    private static string? Beside()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var hub = Path.Combine(at.FullName, "shared", "hub");
            if (Directory.Exists(hub))
            {
                return hub;
            }
        }

        return null;
    }
}
