namespace TorchSharp;

/// <summary>
/// Owns the tensors that its thread makes while it is open, and disposes of them when it closes. Results leave it by
/// <see cref="MoveToOuter{T}(T)"/>.
/// </summary>
public sealed partial class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager manager;
    private readonly Lock guard = new();
    private HashSet<IDisposable> owned = new(ReferenceEqualityComparer.Instance);

    internal DisposeScope(DisposeScopeManager manager, DisposeScope? outer) => (this.manager, OuterScope) = (manager, outer);

    /// <summary>What the scope owns now.</summary>
    public IReadOnlyList<IDisposable> DisposablesView
    {
        get
        {
            lock (guard)
            {
                return owned.ToList();
            }
        }
    }

    /// <summary>How many objects the scope owns now.</summary>
    public int DisposablesCount => owned.Count;

    internal DisposeScope? OuterScope { get; }

    /// <summary>Whether the scope owns an object.</summary>
    public bool Contains(IDisposable disposable)
    {
        lock (guard)
        {
            return owned.Contains(disposable);
        }
    }

    /// <summary>Gives objects to this scope, from whichever scope owns them.</summary>
    public void Attach(IDisposable disposable) => Attach([disposable]);

    /// <inheritdoc cref="Attach(IDisposable)"/>
    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    /// <inheritdoc cref="Attach(IDisposable)"/>
    /// <returns>The objects.</returns>
    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        List<IDisposable> list = [.. disposables.Where(d => d is not null)];
        foreach (IDisposable disposable in list)
        {
            DisposeScope? owner = (disposable as torch.Tensor)?.OwningDisposeScope;
            if (owner == this)
            {
                continue;
            }

            if (owner is null)
            {
                manager.StatisticsInstance.TensorStatistics.Attached();
            }

            Transfer(disposable, owner, this);
        }

        return list;
    }

    /// <summary>Takes objects out of the scope: nothing will dispose of them but their user or a finalizer.</summary>
    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    /// <inheritdoc cref="Detach(IDisposable[])"/>
    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (IDisposable disposable in disposables.Where(Contains))
        {
            manager.StatisticsInstance.TensorStatistics.Detached();
            Transfer(disposable, this, null);
        }
    }

    /// <summary>Moves objects to the scope around this one; out of every scope where there is none.</summary>
    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    /// <inheritdoc cref="MoveToOuter(IDisposable[])"/>
    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(OuterScope, disposables);

    /// <summary>Moves objects to another scope; out of every scope where it is null.</summary>
    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) =>
        MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    /// <inheritdoc cref="MoveToOther(DisposeScope, IDisposable[])"/>
    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        if (scope is null)
        {
            Detach(disposables);
            return;
        }

        foreach (IDisposable disposable in disposables.Where(Contains))
        {
            Transfer(disposable, this, scope);
        }
    }

    /// <summary>Disposes of everything the scope owns; it stays open.</summary>
    public void DisposeEverything() => DisposeEverythingBut(Enumerable.Empty<IDisposable>());

    /// <summary>Disposes of everything the scope owns, except some objects.</summary>
    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    /// <inheritdoc cref="DisposeEverythingBut(IDisposable[])"/>
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        List<IDisposable> doomed;
        lock (guard)
        {
            doomed = [.. owned.Where(d => !keep.Contains(d))];
            owned.IntersectWith(keep);
        }

        foreach (IDisposable disposable in doomed)
        {
            DisposeOf(disposable);
        }
    }

    /// <summary>Notes that an object was disposed of by other means.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        lock (guard)
        {
            owned.Remove(disposable);
        }

        SetOwner(disposable, null);
        manager.StatisticsInstance.TensorStatistics.DisposedInside();
    }

    /// <summary>Disposes of everything the scope owns and closes it.</summary>
    public void Dispose()
    {
        HashSet<IDisposable> doomed;
        lock (guard)
        {
            doomed = owned;
            owned = new HashSet<IDisposable>(ReferenceEqualityComparer.Instance);
        }

        manager.Close(this);
        foreach (IDisposable disposable in doomed)
        {
            DisposeOf(disposable);
        }
    }

    internal void Add(IDisposable disposable)
    {
        lock (guard)
        {
            owned.Add(disposable);
        }
    }

    private void DisposeOf(IDisposable disposable)
    {
        // A tensor reports back through MarkAsDisposed while it still names this scope as its owner.
        if (disposable is torch.Tensor { IsInvalid: true })
        {
            return;
        }

        disposable.Dispose();
    }

    private static void Transfer(IDisposable disposable, DisposeScope? from, DisposeScope? to)
    {
        if (from is not null)
        {
            lock (from.guard)
            {
                from.owned.Remove(disposable);
            }
        }

        to?.Add(disposable);
        SetOwner(disposable, to);
    }

    private static void SetOwner(IDisposable disposable, DisposeScope? owner)
    {
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningDisposeScope = owner;
        }
    }
}
