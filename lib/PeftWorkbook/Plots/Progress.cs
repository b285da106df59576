namespace PeftWorkbook.Plots;

/// <summary>Shows how far a long step is.</summary>
public static class Progress
{
    /// <summary>
    /// A bar that fills: <c>bar.Step()</c> for each step done. In a notebook it is part of the cell's output and
    /// redrawn at most four times a second; in a terminal Spectre.Console draws it; into a file go plain lines.
    /// </summary>
    /// <param name="total">How many steps there are; at least 1.</param>
    /// <param name="title">What is being done.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no step.</exception>
    public static ProgressBar Bar(long total, string title)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        Formatters.Register();
        return new ProgressBar(total, title);
    }
}
