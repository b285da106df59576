using System.Diagnostics;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace PeftWorkbook.Plots;

/// <summary>Something on display in a notebook that is replaced at most four times a second.</summary>
internal sealed class Refresh
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch since = new();
    private DisplayedValue? shown;

    /// <summary>Whether the code runs in a cell; elsewhere nothing is displayed.</summary>
    public static bool IsNotebook => KernelInvocationContext.Current is not null;

    /// <summary>Shows a value if the last one is old enough.</summary>
    public void Offer(Func<object> make)
    {
        if (shown is null || since.Elapsed >= Interval)
            Show(make());
    }

    /// <summary>Shows a value in any case.</summary>
    public void Show(object value)
    {
        if (shown is null)
            shown = value.Display();
        else
            shown.Update(value);
        since.Restart();
    }
}
