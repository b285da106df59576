namespace PeftWorkbook.Tests.Fuzz;

/// <summary>A reader under attack.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="File">The file that is damaged, in a folder that holds the others.</param>
/// <param name="Share">How many of a hundred damages are its.</param>
/// <param name="Seeds">Sound contents.</param>
/// <param name="Read">Reads the file in its folder.</param>
internal sealed record FuzzTarget(string Name, string File, int Share, IReadOnlyList<byte[]> Seeds, Action<string> Read)
{
    /// <summary>Files that stand beside the damaged one and are sound.</summary>
    internal IReadOnlyDictionary<string, byte[]> Beside { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>The faults by which the reader may say that a file is damaged, beside <see cref="InvalidDataException"/>.</summary>
    internal IReadOnlyList<Type> Faults { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
