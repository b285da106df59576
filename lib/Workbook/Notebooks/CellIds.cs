using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbook.Notebooks;

/// <summary>The ids of nbformat 4.5: unique in a notebook, 1 to 64 of <c>[A-Za-z0-9_-]</c>.</summary>
internal static partial class CellIds
{
    /// <summary>Gives an id to each cell that has none, an unlawful one, or one that an earlier cell has.
    /// New ids depend on text and place alone, so that writing twice gives the same file.</summary>
    public static void Complete(IReadOnlyList<NotebookCell> cells)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var without = new List<int>();
        for (int i = 0; i < cells.Count; i++)
        {
            if (cells[i].Id is not { } id || !Lawful().IsMatch(id) || !taken.Add(id))
            {
                without.Add(i);
            }
        }

        foreach (int i in without)
        {
            cells[i].Id = New(cells[i].Source, i, taken);
        }
    }

    private static string New(string source, int place, HashSet<string> taken)
    {
        for (int attempt = 0; ; attempt++)
        {
            byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{place} {attempt} {source}"));
            string id = Convert.ToHexStringLower(hash.AsSpan(0, 4));
            if (taken.Add(id))
            {
                return id;
            }
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Lawful();
}
