namespace Golden.Tests.Harness;

/// <summary>
/// What is driven by one line of the golden index. To add a line, write one class and nothing else:
/// <code>
/// [GoldenLine("attention/rope.json")]
/// public sealed class RopeLine : GoldenLine
/// {
///     public override IEnumerable&lt;string&gt; Discover() => ...;   // optional: the cases found in the folder itself
///     public override void Run(string id) => Close.Check(...);     // throws where a value is off
/// }
/// </code>
/// The class is found by its attribute, made once for a run, and disposed at its end: keep what several cases share
/// (a parsed file, a tokenizer) in fields. A case that needs the hub asks for it by <see cref="Hub"/>.
/// <para>
/// Every case of every built line is one row of <see cref="GoldenTests.Case"/>. After the run each line of the index is
/// reported: <c>golden LINE: ran R of L</c>, or <c>golden LINE: not built (L cases)</c> where no class has its name. A built
/// line that finds or runs another number than the index lists fails the run. <c>WORKBOOK_GOLDEN_LINES=models,peft*</c>
/// picks lines; xunit's own filters (<c>--filter-trait "line=models"</c>) pick rows, and then a short count is no failure.
/// </para>
/// </summary>
public abstract class GoldenLine : IDisposable
{
    /// <summary>The line's name in the index.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>
    /// Whether all of the line is implemented. While it is not, the cases that are run as tests, and the line counts as not built.
    /// </summary>
    public virtual bool IsBuilt => true;

    /// <summary>The golden set in use.</summary>
    protected static GoldenSet Set => GoldenSet.Current!;

    /// <summary>The hub folder; the case is skipped, with the reason, where there is none.</summary>
    protected static string Hub
    {
        get
        {
            Assert.SkipWhen(GoldenSet.Hub is null, "No hub of models: set WORKBOOK_HUB.");
            return GoldenSet.Hub!;
        }
    }

    /// <summary>The case ids, as the folder has them; by default as the index lists them.</summary>
    public virtual IEnumerable<string> Discover() => Set.Lines[Name];

    /// <summary>Runs one case and throws where a value differs.</summary>
    public abstract void Run(string id);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>Names the line of the golden index that a <see cref="GoldenLine"/> runs; several where one class serves several.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class GoldenLineAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
