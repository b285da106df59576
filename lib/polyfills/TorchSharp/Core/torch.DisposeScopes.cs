namespace TorchSharp;

public static partial class torch
{
    /// <summary>The innermost open scope of this thread; null where none is open.</summary>
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.Current.Innermost;

    /// <summary>Opens a scope that owns the tensors this thread makes from now on.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.Current.Open();

    /// <summary>Evaluates an expression in a scope of its own: all tensors it makes are disposed of, except its result.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using DisposeScope scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
