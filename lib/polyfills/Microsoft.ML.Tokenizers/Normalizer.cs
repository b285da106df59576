namespace Microsoft.ML.Tokenizers;

/// <summary>Changes a text before it is split.</summary>
public abstract class Normalizer
{
    /// <summary>The text as it is to be tokenized.</summary>
    public abstract string Normalize(string original);

    /// <inheritdoc cref="Normalize(string)"/>
    public abstract string Normalize(ReadOnlySpan<char> original);
}
