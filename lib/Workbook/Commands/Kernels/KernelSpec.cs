using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbook.Commands.Kernels;

/// <summary>A kernelspec on this machine.</summary>
/// <param name="Name">Its folder's name, which is its id.</param>
/// <param name="Folder">The folder.</param>
/// <param name="DisplayName">What menus call it.</param>
/// <param name="Language">Its language.</param>
/// <param name="Home">The clone that installed it where it is the workbook's, else <see langword="null"/>.</param>
internal sealed record KernelSpec(string Name, string Folder, string DisplayName, string Language, string? Home)
{
    /// <summary>The key in <c>metadata</c> by which the workbook knows its own specs.</summary>
    public const string Mark = "peft_workbook";

    /// <summary>Every kernelspec in a Jupyter data folder; a broken one is listed without a display name.</summary>
    public static IEnumerable<KernelSpec> In(string dataFolder)
    {
        string kernels = Path.Combine(dataFolder, "kernels");
        if (!Directory.Exists(kernels))
        {
            yield break;
        }

        foreach (string folder in Directory.EnumerateDirectories(kernels).Order(StringComparer.Ordinal))
        {
            if (File.Exists(Path.Combine(folder, "kernel.json")))
            {
                yield return Read(folder);
            }
        }
    }

    private static KernelSpec Read(string folder)
    {
        JsonObject? json = null;
        try
        {
            json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json"))) as JsonObject;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            // Another program's file: it is listed, and left alone.
        }

        string? home = Text((json?["metadata"] as JsonObject)?[Mark] as JsonObject, "home");
        return new(Path.GetFileName(folder), folder, Text(json, "display_name") ?? "(unreadable)", Text(json, "language") ?? "?", home);
    }

    private static string? Text(JsonObject? json, string key) =>
        json?[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
