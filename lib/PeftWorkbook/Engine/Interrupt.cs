namespace PeftWorkbook.Engine;

/// <summary>
/// The check that long calls make between their steps. A notebook's kernel installs the token of the running cell with
/// <see cref="Use"/>; a program may install its own. It flows with <c>async</c> calls.
/// </summary>
public static class Interrupt
{
    private static readonly AsyncLocal<CancellationToken> s_ambient = new();

    /// <summary>The token in force here; one that is never cancelled where none was installed.</summary>
    public static CancellationToken Token => s_ambient.Value;

    /// <summary>Puts a token in force until the result is disposed.</summary>
    public static IDisposable Use(CancellationToken token)
    {
        var outer = s_ambient.Value;
        s_ambient.Value = token;
        return new Restore(outer);
    }

    /// <summary>Throws <see cref="OperationCanceledException"/> where the ambient token, or the given one, is cancelled.</summary>
    public static void ThrowIfRequested(CancellationToken own = default)
    {
        own.ThrowIfCancellationRequested();
        s_ambient.Value.ThrowIfCancellationRequested();
    }

    private sealed class Restore(CancellationToken outer) : IDisposable
    {
        public void Dispose() => s_ambient.Value = outer;
    }
}
