namespace TorchSharp.Engine;

/// <summary>
/// Stops tensor work from outside: after <see cref="Request"/>, the next operator call on any thread throws
/// <see cref="OperationCanceledException"/>, also one inside a running backward pass. One request stops one call, so
/// that <c>finally</c> blocks can still use tensors.
/// </summary>
public static unsafe class Interrupt
{
    /// <summary>Whether a request waits for an operator to see it.</summary>
    public static bool Requested => Native.IsLoaded && Volatile.Read(ref *Native.InterruptFlag()) != 0;

    /// <summary>Asks the next operator call to throw. Does nothing before the engine is loaded.</summary>
    public static void Request() => Set(1);

    /// <summary>Takes a request back that nothing has seen yet.</summary>
    public static void Clear() => Set(0);

    private static void Set(int value)
    {
        if (Native.IsLoaded)
        {
            Volatile.Write(ref *Native.InterruptFlag(), value);
        }
    }
}
