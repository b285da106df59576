using System.Text;

namespace Workbook.Notebooks;

/// <summary>Carriage returns and backspaces in a stream's text, as a terminal would show them: what a progress bar
/// overwrote is gone.</summary>
internal static class TerminalText
{
    /// <summary>The text as it stands on the screen in the end.</summary>
    public static string Settle(string text)
    {
        if (text.AsSpan().IndexOfAny('\r', '\b') < 0)
        {
            return text;
        }

        string[] lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        return string.Join('\n', lines.Select(SettleLine));
    }

    private static string SettleLine(string line)
    {
        var screen = new StringBuilder();
        int cursor = 0;
        foreach (char c in line)
        {
            if (c is '\r' or '\b')
            {
                cursor = c == '\r' ? 0 : Math.Max(0, cursor - 1);
                continue;
            }

            if (cursor < screen.Length)
            {
                screen[cursor] = c;
            }
            else
            {
                screen.Append(c);
            }

            cursor++;
        }

        return screen.ToString();
    }
}
