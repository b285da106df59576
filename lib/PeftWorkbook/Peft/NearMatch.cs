namespace PeftWorkbook.Peft;

/// <summary>Finds what somebody may have meant.</summary>
internal static class NearMatch
{
    /// <summary>"; near it are a, b", or "; known are a, b, c" where nothing is near.</summary>
    internal static string Hint(string wrong, IEnumerable<string> known)
    {
        List<string> names = [.. known.Distinct(StringComparer.Ordinal)];
        var near = Of(wrong, names);
        return near.Count > 0
            ? $"; near it are {string.Join(", ", near)}"
            : names.Count > 0 ? $"; known are {string.Join(", ", names.Order(StringComparer.Ordinal).Take(20))}" : "";
    }

    /// <summary>At most five names that differ in a third of their letters or less, or contain one another; nearest first.</summary>
    internal static IReadOnlyList<string> Of(string wrong, IEnumerable<string> known) =>
    [
        .. from name in known
           let distance = Distance(wrong.ToUpperInvariant(), name.ToUpperInvariant())
           let contains = name.Contains(wrong, StringComparison.OrdinalIgnoreCase)
               || wrong.Contains(name, StringComparison.OrdinalIgnoreCase)
           where contains || distance <= Math.Max(1, Math.Max(wrong.Length, name.Length) / 3)
           orderby distance, name
           select name,
    ];

    // Levenshtein's distance, one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
