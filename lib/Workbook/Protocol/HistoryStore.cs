using System.Text;
using System.Text.RegularExpressions;

namespace Workbook.Protocol;

/// <summary>One line of history.</summary>
/// <param name="Line">The execution count.</param>
/// <param name="Input">The cell's source.</param>
internal sealed record HistoryEntry(int Line, string Input)
{
    /// <summary>The result as plain text, or <see langword="null"/> where the cell had none.</summary>
    public string? Output { get; set; }
}

/// <summary>What was executed since the kernel started. There is one session, number 1.</summary>
internal sealed class HistoryStore
{
    /// <summary>The number of the kernel's only session.</summary>
    public const int Session = 1;

    private const int Kept = 10_000;

    private readonly List<HistoryEntry> _entries = [];
    private readonly Lock _gate = new();

    /// <summary>Adds a cell.</summary>
    /// <param name="line">Its execution count.</param>
    /// <param name="input">Its source.</param>
    public HistoryEntry Add(int line, string input)
    {
        var entry = new HistoryEntry(line, input);
        lock (_gate)
        {
            if (_entries.Count == Kept)
                _entries.RemoveAt(0);
            _entries.Add(entry);
        }

        return entry;
    }

    /// <summary>The last entries.</summary>
    /// <param name="count">How many.</param>
    public List<HistoryEntry> Tail(int count)
    {
        lock (_gate)
            return _entries[Math.Max(0, _entries.Count - Math.Max(0, count))..];
    }

    /// <summary>The entries of a stretch of lines.</summary>
    /// <param name="session">1, or 0 for the running one; other sessions are empty.</param>
    /// <param name="start">First line; a negative one counts from the end.</param>
    /// <param name="stop">The line behind the last, or <see langword="null"/> for all that follow.</param>
    public List<HistoryEntry> Range(int session, int start, int? stop)
    {
        if (session is not (0 or Session))
            return [];
        lock (_gate)
        {
            var next = _entries.Count == 0 ? 1 : _entries[^1].Line + 1;
            var from = start < 0 ? next + start : start;
            var to = stop is not { } given ? int.MaxValue : given < 0 ? next + given : given;
            return [.. _entries.Where(entry => entry.Line >= from && entry.Line < to)];
        }
    }

    /// <summary>The entries whose source matches a pattern as a whole.</summary>
    /// <param name="pattern">With <c>*</c>, <c>?</c> and <c>[abc]</c> as in file names.</param>
    /// <param name="count">The last so many, or <see langword="null"/> for all.</param>
    /// <param name="unique">Of equal sources only the last.</param>
    public List<HistoryEntry> Search(string pattern, int? count, bool unique)
    {
        var glob = Glob(pattern);
        lock (_gate)
        {
            List<HistoryEntry> found = [.. _entries.Where(entry => glob.IsMatch(entry.Input))];
            if (unique)
                found = [.. found.Reverse<HistoryEntry>().DistinctBy(entry => entry.Input).Reverse()];
            return count is { } most ? found[Math.Max(0, found.Count - Math.Max(0, most))..] : found;
        }
    }

    private static Regex Glob(string pattern)
    {
        var expression = new StringBuilder("^(?:");
        for (var i = 0; i < pattern.Length; i++)
        {
            var close = pattern[i] == '[' && i + 2 < pattern.Length ? pattern.IndexOf(']', i + 2) : -1;
            if (close > 0)
            {
                var negated = pattern[i + 1] == '^' && close > i + 2;
                var members = pattern[(negated ? i + 2 : i + 1)..close].Replace(@"\", @"\\").Replace("[", @"\[");
                expression.Append(negated ? "[^" : "[").Append(members).Append(']');
                i = close;
                continue;
            }

            expression.Append(pattern[i] switch
            {
                '*' => ".*",
                '?' => ".",
                var other => Regex.Escape(other.ToString()),
            });
        }

        return Compile(expression.Append(")$").ToString(), pattern);
    }

    private static Regex Compile(string expression, string pattern)
    {
        try
        {
            return new Regex(expression, Options);
        }
        catch (ArgumentException)
        {
            // A set like [z-a]: the pattern stands for itself.
            return new Regex($"^(?:{Regex.Escape(pattern)})$", Options);
        }
    }

    // Patterns come from outside: this engine's time is linear in the text.
    private const RegexOptions Options = RegexOptions.Singleline | RegexOptions.NonBacktracking;
}
