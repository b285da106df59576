using PeftWorkbook.Survey;

namespace Benchmarks;

/// <summary>`survey glue [WORD…]`: the table of methods on GLUE; words pick methods and tasks by their names.</summary>
internal static class GlueSurvey
{
    private const string Model = "sentence-transformers/all-MiniLM-L6-v2";

    internal static int Run(string[] words)
    {
        if (words is not ["glue", ..])
        {
            Console.Error.WriteLine("usage: survey glue [method or task…]");
            return 1;
        }

        List<GlueRow> rows = [];
        foreach (var goal in GlueTable.Goals.Where(g => IsPicked(g.Task, words, GlueTable.Goals.Select(o => o.Task))))
        {
            foreach (var method in GlueMethod.All.Where(m => IsPicked(m.Name, words, GlueMethod.All.Select(o => o.Name))))
            {
                rows.Add(GlueTable.Run(method, goal, Model));
                Console.WriteLine($"{method.Name} on {goal.Task}: {rows[^1].Score?.ToString() ?? rows[^1].Missing}");
            }
        }

        Console.WriteLine();
        Console.Write(GlueTable.Format(rows));
        return rows.Any(r => r.Score is not null && !r.HasLearnt) ? 1 : 0;
    }

    // Without a word of its kind everything is picked.
    private static bool IsPicked(string name, string[] words, IEnumerable<string> all)
    {
        List<string> ofKind = [.. all.Where(n => words.Any(w => Is(n, w)))];
        return ofKind.Count == 0 || ofKind.Contains(name);
    }

    private static bool Is(string name, string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);
}
