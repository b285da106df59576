namespace Workbook.Scripting;

/// <summary>Functions that cells call by their bare names, beside those of
/// <see cref="Microsoft.DotNet.Interactive.Kernel"/>.</summary>
public static class CellFunctions
{
    /// <summary>Clears the output of the calling cell.</summary>
    /// <param name="wait">Wait for the next output before clearing, so that nothing flickers.</param>
    public static void ClearOutput(bool wait = false) => CellScope.Current?.Output.Clear(wait);
}
