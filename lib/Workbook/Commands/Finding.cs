using Spectre.Console;

namespace Workbook.Commands;

/// <summary>How a part of the machine stands.</summary>
internal enum State
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Works, but not as well as it could.</summary>
    Weak,

    /// <summary>Missing, and something needs it.</summary>
    Missing,
}

/// <summary>One line of `doctor` or `setup`.</summary>
/// <param name="Part">Which part.</param>
/// <param name="State">How it stands.</param>
/// <param name="Text">What was found.</param>
/// <param name="Mend">What to type to better it, or <see langword="null"/>.</param>
internal sealed record Finding(string Part, State State, string Text, string? Mend = null)
{
    /// <summary>Writes the line.</summary>
    public void Print()
    {
        string mark = State switch
        {
            State.Good => "[green]ok  [/]",
            State.Weak => "[yellow]weak[/]",
            _ => "[red]miss[/]",
        };
        string mend = Mend is null ? "" : $" → {Markup.Escape(Mend)}";
        Terminal.Out.MarkupLine($"{mark}  {Part,-12} {Markup.Escape(Text)}{mend}");
    }
}
