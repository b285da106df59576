using System.Reflection;

namespace Workbook.Scripting;

/// <summary>Loads compiled submissions and starts them on the variables of those before.</summary>
/// <param name="context">Where they are loaded.</param>
internal sealed class SubmissionRunner(CellLoadContext context)
{
    private object?[] _instances = new object?[64];
    private int _count = 1;

    /// <summary>Submission instances by slot; slot 0 would be the globals object, which we do not use.</summary>
    public IReadOnlyList<object> Instances => _instances.Take(_count).OfType<object>().ToList();

    /// <summary>Loads a submission.</summary>
    /// <param name="submission">The submission.</param>
    /// <returns>A delegate that runs it and gives its value. It may be called once.</returns>
    public Func<Task<object?>> Load(Submission submission)
    {
        using var image = new MemoryStream(submission.Image);
        using var symbols = new MemoryStream(submission.Symbols);
        var assembly = context.LoadFromStream(image, symbols);
        var entry = submission.Compilation.GetEntryPoint(CancellationToken.None)
            ?? throw new InvalidOperationException("The compiler made no entry point for the cell.");
        var factory = assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
        if (++_count >= _instances.Length) Array.Resize(ref _instances, _instances.Length * 2);
        var slots = _instances;
        return () => factory(slots);
    }
}
