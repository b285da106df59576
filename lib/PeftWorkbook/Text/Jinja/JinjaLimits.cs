using System.Runtime.CompilerServices;

namespace PeftWorkbook.Text.Jinja;

/// <summary>
/// What a template may take beside steps: templates come from outside, and a few words of one double a text forty times, or put a
/// list into itself. Counts are a thread's, and start again with each rendering.
/// </summary>
internal static class JinjaLimits
{
    private const int MaxVisits = 1_000_000, MaxText = 4 << 20, MaxItems = 1 << 20;

    [ThreadStatic]
    private static int s_visits;

    /// <summary>Begins a rendering.</summary>
    internal static void Start() => s_visits = 0;

    /// <summary>Counts a value that is written out, and refuses what would never end.</summary>
    /// <exception cref="FormatException">There were too many, or they lie too deep in one another.</exception>
    internal static void Visit()
    {
        if (++s_visits > MaxVisits || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new FormatException("The chat template writes out a value that has no end.");
        }
    }

    /// <summary>Refuses a text of that many characters before it is made.</summary>
    /// <exception cref="FormatException">It is too long.</exception>
    internal static void CheckLength(long length)
    {
        if (length > MaxText)
        {
            throw new FormatException($"The chat template makes a text of more than {MaxText} characters.");
        }
    }

    /// <summary>Refuses a list of that many items before it is made.</summary>
    /// <exception cref="FormatException">It is too long.</exception>
    internal static void CheckCount(long count)
    {
        if (count > MaxItems)
        {
            throw new FormatException($"The chat template makes a list of more than {MaxItems} items.");
        }
    }

    /// <summary>Two texts as one.</summary>
    internal static string Concat(string a, string b)
    {
        CheckLength((long)a.Length + b.Length);
        return a + b;
    }

    /// <summary>The text with every occurrence of another replaced.</summary>
    internal static string Replace(string text, string old, string with)
    {
        var count = old.Length == 0 ? 0 : text.Length / old.Length;
        CheckLength(text.Length + ((long)count * with.Length));
        return text.Replace(old, with, StringComparison.Ordinal);
    }

    /// <summary>The texts with another between them.</summary>
    internal static string Join(string between, IEnumerable<string> texts)
    {
        List<string> all = [];
        long length = 0;
        foreach (var text in texts)
        {
            all.Add(text);
            CheckLength(length += text.Length + between.Length);
        }

        return string.Join(between, all);
    }
}
