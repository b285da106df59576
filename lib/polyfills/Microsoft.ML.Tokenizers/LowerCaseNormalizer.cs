namespace Microsoft.ML.Tokenizers;

/// <summary>Lower-cases by the invariant culture.</summary>
public sealed class LowerCaseNormalizer : Normalizer
{
    /// <summary>Makes one; <see cref="Instance"/> serves as well.</summary>
    public LowerCaseNormalizer()
    {
    }

    /// <summary>The one that everybody may share.</summary>
    public static LowerCaseNormalizer Instance { get; } = new();

    /// <inheritdoc/>
    public override string Normalize(string original) => original.ToLowerInvariant();

    /// <inheritdoc/>
    public override string Normalize(ReadOnlySpan<char> original) => original.ToString().ToLowerInvariant();
}
