namespace PeftWorkbook.Models.Generation;

/// <summary>Finds stop strings in a text that comes in pieces, and lets through what can be no part of one.</summary>
internal sealed class StopStrings(IEnumerable<string> stops)
{
    private readonly string[] _stops = [.. stops.Where(s => s.Length > 0)];
    private string _held = "";

    /// <summary>Whether a stop string has come.</summary>
    internal bool HasStopped { get; private set; }

    /// <summary>Takes a piece and gives the text that is certain, up to the earliest stop string.</summary>
    internal string Add(string piece)
    {
        if (_stops.Length == 0 || HasStopped)
        {
            return HasStopped ? "" : piece;
        }

        var text = _held + piece;
        var found = _stops.Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        HasStopped = found >= 0;
        var certain = HasStopped ? found : text.Length - PossibleBeginning(text);
        _held = HasStopped ? "" : text[certain..];
        return text[..certain];
    }

    /// <summary>Gives what was held back, once no more comes.</summary>
    internal string Flush()
    {
        var rest = _held;
        _held = "";
        return rest;
    }

    // How many units at the end might begin a stop string.
    private int PossibleBeginning(string text)
    {
        for (var length = Math.Min(text.Length, _stops.Max(s => s.Length) - 1); length > 0; length--)
        {
            var ending = text.AsSpan(text.Length - length);
            foreach (var stop in _stops)
            {
                if (stop.AsSpan().StartsWith(ending, StringComparison.Ordinal))
                {
                    return length;
                }
            }
        }

        return 0;
    }
}
