namespace PeftWorkbook.Models;

/// <summary>Finds the folder of a model or of an adapter.</summary>
internal static class ModelFolder
{
    internal static string Resolve(string idOrFolder)
    {
        string?[] places =
        [
            idOrFolder,
            Environment.GetEnvironmentVariable("WORKBOOK_HUB") is { Length: > 0 } hub ? Path.Combine(hub, "models", idOrFolder) : null,
        ];
        return places.OfType<string>().FirstOrDefault(Directory.Exists)
            ?? throw new DirectoryNotFoundException($"There is no folder '{idOrFolder}', and no model of that name in WORKBOOK_HUB.");
    }
}
