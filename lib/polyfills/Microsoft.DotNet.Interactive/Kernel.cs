using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive;

/// <summary>A kernel: runs code in a language.</summary>
public abstract partial class Kernel
{
    /// <summary>Creates a kernel.</summary>
    /// <param name="name">Its name, as <c>csharp</c>.</param>
    protected Kernel(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The kernel of the notebook.</summary>
    public virtual Kernel RootKernel => this;

    /// <summary>Runs a command.</summary>
    /// <param name="command">The command; <see cref="SubmitCode"/> is understood.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <exception cref="NotSupportedException">The kernel does not know the command.</exception>
    public abstract Task SendAsync(KernelCommand command, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Finds kernels and sends them code.</summary>
public static class KernelExtensions
{
    /// <summary>The kernel of a name, or <see langword="null"/>.</summary>
    /// <param name="kernel">Where to look.</param>
    /// <param name="name">The name.</param>
    public static Kernel? FindKernelByName(this Kernel kernel, string name)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return string.Equals(kernel.Name, name, StringComparison.OrdinalIgnoreCase) ? kernel : null;
    }

    /// <summary>Runs code as a cell would.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="code">The code.</param>
    public static Task SubmitCodeAsync(this Kernel kernel, string code)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return kernel.SendAsync(new SubmitCode(code));
    }
}

/// <summary>Extends a kernel; a package brings one in <c>interactive-extensions/dotnet</c>.</summary>
public interface IKernelExtension
{
    /// <summary>Called once, after the package was loaded.</summary>
    /// <param name="kernel">The kernel.</param>
    Task OnLoadAsync(Kernel kernel);
}
