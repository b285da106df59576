using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using Workbook.Scripting;

namespace Workbook.Display;

/// <summary>Connects <c>display</c>, <c>Kernel.GetInputAsync</c> and their like with the cell that calls
/// them.</summary>
internal static class CellDisplay
{
    private static int _installed;

    /// <summary>The name under which libraries that reference nothing of this program find the interruption of the
    /// calling cell: <c>AppContext.GetData(InterruptKey) as Func&lt;CancellationToken&gt;</c>.</summary>
    public const string InterruptKey = "Workbook.CellInterrupt";

    /// <summary>Connects them, once a process.</summary>
    public static void Install()
    {
        if (Interlocked.Exchange(ref _installed, 1) != 0) return;
        DisplayHost.Handler = Show;
        KernelHost.Context = () => CellScope.Current?.Invocation;
        KernelHost.Input = Ask;
        AppContext.SetData(InterruptKey, (Func<CancellationToken>)(() => CellScope.Current?.Token ?? default));
    }

    private static bool Show(DisplayedValue value)
    {
        if (CellScope.Current is not { } cell) return false;
        if (value.IsUpdated) cell.Output.Update(Representation.Of(value), value.DisplayId);
        else cell.Output.Display(Representation.Of(value), value.DisplayId);
        return true;
    }

    private static Task<string> Ask(string prompt, bool password)
    {
        var cell = CellScope.Current!;
        return cell.Request.AllowInput
            ? cell.Output.ReadInputAsync(prompt, password, cell.Token)
            : throw new InvalidOperationException("This front end takes no input: the cell cannot ask.");
    }
}
