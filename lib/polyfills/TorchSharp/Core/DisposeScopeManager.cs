namespace TorchSharp;

/// <summary>The open scopes of one thread, the innermost on top, and what they have counted.</summary>
public class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? current;

    private readonly Stack<DisposeScope> scopes = new();

    /// <summary>The counts of this thread.</summary>
    public static ThreadDisposeScopeStatistics Statistics => Current.StatisticsInstance;

    internal static DisposeScopeManager Current => current ??= new DisposeScopeManager();

    internal ThreadDisposeScopeStatistics StatisticsInstance { get; } = new();

    internal DisposeScope? Innermost { get; private set; }

    /// <summary>Lets the innermost scope own a new tensor.</summary>
    /// <returns>That scope; null where none is open.</returns>
    internal DisposeScope? Register(torch.Tensor tensor)
    {
        DisposeScope? scope = Innermost;
        scope?.Add(tensor);
        StatisticsInstance.TensorStatistics.Created(scope is not null);
        return scope;
    }

    internal DisposeScope Open()
    {
        var scope = new DisposeScope(this, Innermost);
        scopes.Push(scope);
        Innermost = scope;
        return scope;
    }

    /// <summary>Closes a scope; those inside it that were left open are dropped with it.</summary>
    internal void Close(DisposeScope scope)
    {
        if (!scopes.Contains(scope))
        {
            return;
        }

        while (scopes.Pop() != scope)
        {
        }

        Innermost = scopes.Count > 0 ? scopes.Peek() : null;
    }
}
