namespace PeftWorkbook.Text;

/// <summary>A token of a piece.</summary>
/// <param name="Id">Its id.</param>
/// <param name="From">Its first byte in the piece's UTF-8.</param>
/// <param name="To">The byte after its last.</param>
internal readonly record struct PieceToken(int Id, int From, int To);

/// <summary>Turns a piece of text into ids.</summary>
internal abstract class TextModel
{
    private readonly string?[] _tokens;
    private readonly Dictionary<string, int> _ids;

    /// <summary>Takes the vocabulary.</summary>
    protected TextModel(IEnumerable<KeyValuePair<string, int>> vocabulary)
    {
        _ids = new(StringComparer.Ordinal);
        foreach (var (token, id) in vocabulary)
        {
            _ids.TryAdd(token, id);
        }

        // Ids are nearly dense; a damaged one must not make a table of its own size.
        var largest = Math.Min(_ids.Values.DefaultIfEmpty(-1).Max(), (8L * _ids.Count) + 65_536);
        _tokens = new string?[largest + 1];
        foreach (var (token, id) in vocabulary)
        {
            if (id < 0 || id >= _tokens.Length)
            {
                throw new InvalidDataException($"The tokenizer gives '{token}' the id {id}, which is out of bounds.");
            }

            _tokens[id] ??= token;
        }
    }

    /// <summary>Ids by token.</summary>
    internal IReadOnlyDictionary<string, int> Vocabulary => _ids;

    /// <summary>One more than the largest id.</summary>
    internal int Size => _tokens.Length;

    /// <summary>Ids by stretches of text, without a string of their own.</summary>
    protected Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Lookup => _ids.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The id of a token, or null.</summary>
    internal int? Id(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    /// <summary>The token of an id, or null.</summary>
    internal string? Token(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    /// <summary>Appends the tokens of a piece.</summary>
    internal abstract void Tokenize(string piece, List<PieceToken> output);
}
