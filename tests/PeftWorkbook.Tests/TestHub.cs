namespace PeftWorkbook.Tests;

/// <summary>The hub of real models and tokenizers: <c>WORKBOOK_HUB</c>, or a sibling <c>shared/hub</c>.</summary>
internal static class TestHub
{
    private static readonly string? s_folder = Find();

    /// <summary>The folder of a model; the test is skipped, with the reason, where there is none.</summary>
    internal static string Model(string id)
    {
        var folder = s_folder is null ? "" : Path.Combine([s_folder, "models", .. id.Split('/')]);
        Assert.SkipUnless(Directory.Exists(folder), $"No {id}: set WORKBOOK_HUB to a hub that has it.");
        return folder;
    }

    /// <summary>The folders of all tokenizers; empty where there is no hub.</summary>
    internal static IReadOnlyList<string> Tokenizers =>
        s_folder is null ? [] : [.. Directory.EnumerateDirectories(Path.Combine(s_folder, "tokenizers")).Order()];

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("WORKBOOK_HUB") is { Length: > 0 } given)
        {
            return given;
        }

        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (Directory.Exists(Path.Combine(at.FullName, "shared", "hub", "tokenizers")))
            {
                return Path.Combine(at.FullName, "shared", "hub");
            }
        }

        return null;
    }
}
