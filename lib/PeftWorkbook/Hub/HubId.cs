using System.Text.RegularExpressions;

namespace PeftWorkbook.Hub;

/// <summary>Ids of models and data sets: one name, or an organisation and a name.</summary>
internal static partial class HubId
{
    /// <summary>Throws where the text is no id; so no id can lead out of a folder.</summary>
    internal static void Check(string id)
    {
        if (id is null || id.Length > 200 || !Valid().IsMatch(id)
            || id.Contains("..", StringComparison.Ordinal) || id.Contains("--", StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"'{id}' is neither a folder here nor an id: " +
                "an id is a name or organisation/name of letters, digits, '-', '_' and '.'.",
                nameof(id));
        }
    }

    /// <summary>The cache's folder name: <c>models--org--name</c>.</summary>
    internal static string CacheName(HubKind kind, string id) =>
        $"{(kind == HubKind.Dataset ? "datasets" : "models")}--{id.Replace("/", "--", StringComparison.Ordinal)}";

    // The length is bounded above, so this cannot run long.
    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Valid();
}
