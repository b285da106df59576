using TorchSharp.Engine;

namespace TorchSharp;

/// <summary>Checks backward passes while it is open: an error names the operation whose gradient was NaN.</summary>
public class AnomalyMode : IDisposable
{
    private readonly bool enabledBefore;
    private readonly bool checksBefore;
    private bool open = true;

    /// <summary>Switches the checks on or off.</summary>
    /// <param name="enabled">Whether to remember where each operation was recorded.</param>
    /// <param name="check_nan">Whether a gradient of NaN is an error.</param>
    public AnomalyMode(bool enabled, bool check_nan = true)
    {
        (enabledBefore, checksBefore) = (IsEnabled, ShouldCheckNaN);
        Set(enabled, check_nan);
    }

    /// <summary>Whether the checks are on.</summary>
    public static bool IsEnabled { get; private set; }

    /// <summary>Whether a gradient of NaN is an error while the checks are on.</summary>
    public static bool ShouldCheckNaN { get; private set; } = true;

    /// <summary>Puts back what was set before.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts back what was set before.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && open)
        {
            open = false;
            Set(enabledBefore, checksBefore);
        }
    }

    private static void Set(bool enabled, bool check)
    {
        Native.SetAnomalyMode(enabled ? 1 : 0, check ? 1 : 0);
        (IsEnabled, ShouldCheckNaN) = (enabled, check);
    }
}
