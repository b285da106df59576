namespace PeftWorkbook.Hub;

/// <summary>Joins names that come from outside to folders, and lets none escape.</summary>
internal static class SafePath
{
    private static readonly char[] s_forbidden = ['\\', ':', '\0', '*', '?', '"', '<', '>', '|'];

    /// <summary>The path of <paramref name="relative"/> (with '/') below <paramref name="folder"/>.</summary>
    /// <exception cref="InvalidDataException">The name is absolute, holds "..", or a character that some system forbids.</exception>
    internal static string Inside(string folder, string relative)
    {
        Check(relative);
        return Path.Combine([folder, .. relative.Split('/')]);
    }

    /// <summary>Throws where a name could lead out of its folder.</summary>
    internal static void Check(string relative)
    {
        var parts = relative.Split('/');
        if (relative.Length is 0 or > 1024 || relative.IndexOfAny(s_forbidden) >= 0 || relative.Any(char.IsControl)
            || parts.Any(p => p.Length == 0 || p.Trim('.', ' ').Length == 0 || p.EndsWith('.')))
        {
            throw new InvalidDataException(
                $"'{relative}' is not a file name below a folder: parts are separated by '/', " +
                "and none is empty, '.' or '..'.");
        }
    }
}
