namespace Microsoft.ML.Tokenizers;

/// <summary>Upper-cases by the invariant culture.</summary>
public sealed class UpperCaseNormalizer : Normalizer
{
    /// <summary>Makes one; <see cref="Instance"/> serves as well.</summary>
    public UpperCaseNormalizer()
    {
    }

    /// <summary>The one that everybody may share.</summary>
    public static UpperCaseNormalizer Instance { get; } = new();

    /// <inheritdoc/>
    public override string Normalize(string original) => original.ToUpperInvariant();

    /// <inheritdoc/>
    public override string Normalize(ReadOnlySpan<char> original) => original.ToString().ToUpperInvariant();
}
