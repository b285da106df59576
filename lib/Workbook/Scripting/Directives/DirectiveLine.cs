using System.Text;

namespace Workbook.Scripting;

/// <summary>A directive is wrong or cannot be carried out.</summary>
/// <param name="message">One sentence: what, where, and what to do.</param>
internal sealed class DirectiveException(string message) : Exception(message)
{
    /// <summary>The directive, set where it is known.</summary>
    public DirectiveLine? Line { get; set; }
}

/// <summary>A line of a cell that speaks to the kernel, as <c>#!set --name x --value 1</c> or <c>#r "file.dll"</c>.
/// </summary>
/// <param name="Name">What follows the <c>#</c>: <c>!set</c>, <c>r</c>, <c>load</c>.</param>
/// <param name="Rest">The rest of the line.</param>
/// <param name="Path">What the text it stands in is called: <c>Cell In[3]</c>, or a file.</param>
/// <param name="Number">The line's number, counted from 1.</param>
internal sealed record DirectiveLine(string Name, string Rest, string Path, int Number)
{
    /// <summary>The words after the name; quotes keep words together.</summary>
    public IReadOnlyList<string> Words { get; } = Split(Rest);

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="path">What the text it stands in is called.</param>
    /// <param name="number">The line's number, counted from 1.</param>
    /// <returns>The directive, or <see langword="null"/> where the line is none of ours.</returns>
    public static DirectiveLine? Read(string line, string path, int number)
    {
        var text = line.Trim();
        if (text.Length < 2 || text[0] != '#') return null;
        var end = text.AsSpan(1).IndexOfAny(" \t\"");
        var name = end < 0 ? text[1..] : text[1..(end + 1)];
        var known = name is "r" or "i" or "load" || (name.Length > 1 && name[0] == '!');
        return known ? new DirectiveLine(name, end < 0 ? "" : text[(end + 1)..].Trim(), path, number) : null;
    }

    /// <summary>The quoted argument of <c>#r</c>, <c>#i</c> and <c>#load</c>.</summary>
    /// <exception cref="DirectiveException">There is none.</exception>
    public string Quoted()
    {
        var first = Rest.IndexOf('"');
        var last = Rest.LastIndexOf('"');
        if (first < 0 || last <= first)
            throw new DirectiveException($"#{Name} needs its argument in quotes: #{Name} \"…\".") { Line = this };
        return Rest[(first + 1)..last].Trim();
    }

    /// <summary>The value of an option.</summary>
    /// <param name="option">Its name, with dashes.</param>
    public string? Option(string option)
    {
        for (var i = 0; i < Words.Count; i++)
        {
            if (Words[i] == option) return i + 1 < Words.Count ? Words[i + 1] : "";
            if (Words[i].StartsWith(option + "=", StringComparison.Ordinal)) return Words[i][(option.Length + 1)..];
        }

        return null;
    }

    /// <summary>The first word that is neither an option nor an option's value.</summary>
    /// <param name="flags">Options that take no value.</param>
    public string? Argument(params string[] flags)
    {
        for (var i = 0; i < Words.Count; i++)
        {
            if (!Words[i].StartsWith("--", StringComparison.Ordinal)) return Words[i];
            if (!Words[i].Contains('=') && !flags.Contains(Words[i])) i++;
        }

        return null;
    }

    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quoted, any) = (false, false);
        foreach (var c in text)
        {
            if (c == '"') (quoted, any) = (!quoted, true);
            else if (!quoted && char.IsWhiteSpace(c)) Flush();
            else word.Append(c);
        }

        Flush();
        return words;

        void Flush()
        {
            if (word.Length > 0 || any) words.Add(word.ToString());
            word.Clear();
            any = false;
        }
    }
}
