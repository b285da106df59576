using System.Text.Json.Nodes;

namespace Workbook.Notebooks.Html;

/// <summary>Where a notebook's relative links lead from its page: pictures are put into the page, other notebooks become
/// their pages, everything else is found where it lies.</summary>
/// <param name="notebookFolder">The notebook's folder.</param>
/// <param name="pageFolder">The page's folder.</param>
internal sealed class PageLinks(string notebookFolder, string pageFolder)
{
    private const long LargestPicture = 8 << 20;

    private static readonly Dictionary<string, string> PictureTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".svg"] = "image/svg+xml",
        [".webp"] = "image/webp",
    };

    /// <summary>The address of a link.</summary>
    public string Link(string url)
    {
        if (!IsRelative(url))
        {
            return url;
        }

        int end = url.IndexOfAny(['#', '?']);
        (string path, string rest) = end < 0 ? (url, "") : (url[..end], url[end..]);
        if (path.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) && !path.Contains('/', StringComparison.Ordinal))
        {
            return Path.ChangeExtension(path, ".html") + rest;
        }

        string target = Path.GetFullPath(Path.Combine(notebookFolder, Uri.UnescapeDataString(path)));
        return Path.GetRelativePath(pageFolder, target).Replace('\\', '/') + rest;
    }

    /// <summary>The address of a picture: the picture itself where it is a file or an attachment.</summary>
    public string Image(string url, NotebookCell? cell)
    {
        const string Attachment = "attachment:";
        if (url.StartsWith(Attachment, StringComparison.Ordinal))
        {
            return Attached(cell?.Json["attachments"]?[Uri.UnescapeDataString(url[Attachment.Length..])] as JsonObject) ?? url;
        }

        if (!IsRelative(url))
        {
            return url;
        }

        var file = new FileInfo(Path.GetFullPath(Path.Combine(notebookFolder, Uri.UnescapeDataString(url))));
        return file.Exists && file.Length <= LargestPicture && PictureTypes.TryGetValue(file.Extension, out string? type)
            ? $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(file.FullName))}"
            : Link(url);
    }

    private static string? Attached(JsonObject? attachment) => attachment?
        .Where(entry => entry.Key.StartsWith("image/", StringComparison.Ordinal))
        .Select(entry => $"data:{entry.Key};base64,{MultilineText.Join(entry.Value).ReplaceLineEndings("")}")
        .FirstOrDefault();

    private static bool IsRelative(string url) =>
        url.Length > 0 && url[0] is not ('#' or '/') && !Uri.TryCreate(url, UriKind.Absolute, out _);
}
