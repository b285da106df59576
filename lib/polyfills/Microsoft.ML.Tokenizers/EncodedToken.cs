namespace Microsoft.ML.Tokenizers;

/// <summary>A token: its id, its text in the vocabulary, and the range of the (normalized) text it stands for.</summary>
/// <param name="id">The id in the vocabulary.</param>
/// <param name="value">The token's text.</param>
/// <param name="offset">The range in the text, in UTF-16 units.</param>
public readonly struct EncodedToken(int id, string value, Range offset) : IEquatable<EncodedToken>
{
    /// <summary>The id in the vocabulary.</summary>
    public int Id { get; } = id;

    /// <summary>The token's text.</summary>
    public string Value { get; } = value;

    /// <summary>The range in the text, in UTF-16 units.</summary>
    public Range Offset { get; } = offset;

    /// <summary>Whether id, text and range are the same.</summary>
    public bool Equals(EncodedToken other) => Id == other.Id && Value == other.Value && Offset.Equals(other.Offset);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EncodedToken other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Value, Offset);
}
