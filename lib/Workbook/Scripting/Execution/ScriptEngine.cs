namespace Workbook.Scripting;

/// <summary>What one submission gave.</summary>
/// <param name="HasValue">Whether it ended in an expression.</param>
/// <param name="Value">The expression's value.</param>
internal readonly record struct SubmissionValue(bool HasValue, object? Value);

/// <summary>User code threw, or was interrupted.</summary>
/// <param name="outcome">How it ended.</param>
internal sealed class CellFailedException(CellOutcome outcome) : Exception(outcome.Exception?.Message)
{
    /// <summary>How it ended.</summary>
    public CellOutcome Outcome { get; } = outcome;
}

/// <summary>Compiles and runs submissions one after the other, on the variables of those before.</summary>
internal sealed class ScriptEngine
{
    private readonly SubmissionRunner _runner;

    /// <summary>Starts with no variables.</summary>
    /// <param name="name">A name, unique in the process.</param>
    public ScriptEngine(string name)
    {
        Context = new CellLoadContext(name);
        _runner = new SubmissionRunner(Context);
        Compiler = new SubmissionCompiler(name + "-", CellImports.Default);
        foreach (var assembly in CellImports.Assemblies) Compiler.AddReference(FileReference.Shared(assembly));
    }

    /// <summary>The chain of compilations.</summary>
    public SubmissionCompiler Compiler { get; }

    /// <summary>Where assemblies are loaded.</summary>
    public CellLoadContext Context { get; }

    /// <summary>The variables of all submissions so far.</summary>
    public IReadOnlyList<CellVariable> Variables => CellVariable.Of(_runner.Instances);

    /// <summary>Compiles and runs a submission.</summary>
    /// <param name="source">Its code.</param>
    /// <param name="commit">Whether its variables stay.</param>
    /// <param name="interrupt">Cancelled to interrupt it.</param>
    /// <exception cref="CompilationFailedException">It does not compile; nothing has changed.</exception>
    /// <exception cref="CellFailedException">It threw or was interrupted; what it declared stays.</exception>
    public async Task<SubmissionValue> RunAsync(SubmissionSource source, bool commit, CancellationToken interrupt)
    {
        var submission = Compiler.Compile(source, interrupt);
        if (commit) Compiler.Commit(submission);
        var body = _runner.Load(submission);
        CellOutcome outcome;
        using (Context.EnterContextualReflection())
            outcome = await CellThread.RunAsync(body, interrupt).ConfigureAwait(false);
        if (outcome.Interrupted || outcome.Exception is not null) throw new CellFailedException(outcome);
        return new SubmissionValue(submission.HasValue, outcome.Value);
    }
}
