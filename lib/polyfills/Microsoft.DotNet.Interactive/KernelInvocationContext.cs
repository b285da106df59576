using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>The cell that the calling code belongs to.</summary>
public class KernelInvocationContext : IDisposable
{
    private readonly List<Action<KernelInvocationContext>> _onComplete = [];

    internal KernelInvocationContext(Kernel kernel, KernelCommand command, CancellationToken cancellation)
    {
        HandlingKernel = kernel;
        Command = command;
        CancellationToken = cancellation;
    }

    /// <summary>The cell that the calling code belongs to, or <see langword="null"/> outside of cells.</summary>
    public static KernelInvocationContext? Current => KernelHost.Context?.Invoke();

    /// <summary>The kernel that runs the cell.</summary>
    public Kernel HandlingKernel { get; }

    /// <summary>What the kernel was asked.</summary>
    public KernelCommand Command { get; }

    /// <summary>Cancelled when the reader interrupts the cell. Long calls should follow it.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Whether the cell has ended.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Has something done when the cell ends.</summary>
    /// <param name="onComplete">What to do.</param>
    public void OnComplete(Action<KernelInvocationContext> onComplete)
    {
        lock (_onComplete) _onComplete.Add(onComplete);
    }

    /// <summary>Shows or writes what an event carries.</summary>
    /// <param name="event">The event.</param>
    public void Publish(KernelEvent @event)
    {
        switch (@event)
        {
            case StandardOutputValueProduced { Value: var text }: Console.Out.Write(text); break;
            case StandardErrorValueProduced { Value: var text }: Console.Error.Write(text); break;
            case DisplayEvent display: KernelHost.Publish(display); break;
        }
    }

    /// <summary>Ends the cell.</summary>
    public void Dispose()
    {
        if (IsComplete) return;
        IsComplete = true;
        Action<KernelInvocationContext>[] actions;
        lock (_onComplete) actions = [.. _onComplete];
        foreach (var action in actions) action(this);
        GC.SuppressFinalize(this);
    }
}

/// <summary>Shows things in a cell.</summary>
public static class KernelInvocationContextExtensions
{
    /// <summary>Shows a value.</summary>
    /// <param name="context">The cell.</param>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The MIME types to show it in; those its type prefers unless given.</param>
    /// <returns>A handle that can show something else in its place.</returns>
    public static DisplayedValue Display(
        this KernelInvocationContext context, object? value, params string[] mimeTypes)
    {
        ArgumentNullException.ThrowIfNull(context);
        return value.Display(mimeTypes);
    }

    /// <summary>Shows text that is of a MIME type already.</summary>
    /// <param name="context">The cell.</param>
    /// <param name="value">The text.</param>
    /// <param name="mimeType">Its MIME type.</param>
    /// <returns>A handle that can show something else in its place.</returns>
    public static DisplayedValue DisplayAs(this KernelInvocationContext context, string value, string mimeType)
    {
        ArgumentNullException.ThrowIfNull(context);
        return value.DisplayAs(mimeType);
    }
}
