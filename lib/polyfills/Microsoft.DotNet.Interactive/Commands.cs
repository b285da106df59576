namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Something a kernel is asked to do.</summary>
public abstract class KernelCommand
{
    /// <summary>Creates a command.</summary>
    /// <param name="targetKernelName">The kernel it is for, or <see langword="null"/> for the default one.</param>
    protected KernelCommand(string? targetKernelName = null) => TargetKernelName = targetKernelName;

    /// <summary>The kernel it is for, or <see langword="null"/> for the default one.</summary>
    public string? TargetKernelName { get; }
}

/// <summary>Asks a kernel to run code.</summary>
/// <param name="code">The code.</param>
/// <param name="targetKernelName">The kernel it is for, or <see langword="null"/> for the default one.</param>
public class SubmitCode(string code, string? targetKernelName = null) : KernelCommand(targetKernelName)
{
    /// <summary>The code.</summary>
    public string Code { get; } = code;
}
