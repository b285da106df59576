using System.Diagnostics;
using System.Globalization;

namespace Workbook.Scripting;

/// <summary><c>#!time</c>.</summary>
internal static class TimeDirective
{
    /// <summary>Shows at the end of the cell how long it took from here.</summary>
    public static Task RunAsync(CellExecution cell, DirectiveLine line, string text)
    {
        var clock = Stopwatch.StartNew();
        cell.AtEnd(() =>
        {
            var elapsed = clock.Elapsed.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
            cell.Output.Display(MimeBundle.Text($"Wall time: {elapsed}ms"), null);
        });
        return Task.CompletedTask;
    }
}
