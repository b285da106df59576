using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace Workbook.Scripting;

/// <summary>The cell a piece of code belongs to. It flows with the execution context, so every task and thread that
/// a cell starts writes to that cell, also after the cell has ended.</summary>
internal sealed class CellScope
{
    private static readonly AsyncLocal<CellScope?> Ambient = new();
    private static CellScope? _latest;

    private CellScope(Session session, CellRequest request, ICellOutput output, CancellationToken token)
    {
        Session = session;
        Request = request;
        Output = output;
        Token = token;
        Invocation = new KernelInvocationContext(session.Kernel, new SubmitCode(request.Code), token);
    }

    /// <summary>The cell whose code is running here, or <see langword="null"/> outside of cells.</summary>
    public static CellScope? Current => Ambient.Value;

    /// <summary>The cell that was started last, or <see langword="null"/> before the first.</summary>
    public static CellScope? Latest => Volatile.Read(ref _latest);

    /// <summary>The session.</summary>
    public Session Session { get; }

    /// <summary>The request being executed.</summary>
    public CellRequest Request { get; }

    /// <summary>Where its output goes.</summary>
    public ICellOutput Output { get; }

    /// <summary>Cancelled when the cell is interrupted.</summary>
    public CancellationToken Token { get; }

    /// <summary>The cell as libraries see it that were written for .NET Interactive.</summary>
    public KernelInvocationContext Invocation { get; }

    /// <summary>Makes a cell the current one until the result is disposed.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">The request.</param>
    /// <param name="output">Its output.</param>
    /// <param name="token">Its interruption.</param>
    public static IDisposable Enter(
        Session session, CellRequest request, ICellOutput output, CancellationToken token)
    {
        var before = Ambient.Value;
        var scope = new CellScope(session, request, output, token);
        Ambient.Value = scope;
        Volatile.Write(ref _latest, scope);
        return new Restore(scope, before);
    }

    private sealed class Restore(CellScope scope, CellScope? before) : IDisposable
    {
        public void Dispose()
        {
            scope.Invocation.Dispose();
            Ambient.Value = before;
        }
    }
}
