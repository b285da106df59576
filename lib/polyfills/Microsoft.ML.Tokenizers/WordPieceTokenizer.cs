using System.Buffers;
using System.Text;

namespace Microsoft.ML.Tokenizers;

/// <summary>WordPiece: from the left of a word always the longest piece that the vocabulary has (arXiv 1810.04805).</summary>
public partial class WordPieceTokenizer : Tokenizer
{
    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<int, string> _tokens;
    private readonly IReadOnlyDictionary<string, int>? _special;
    private readonly PreTokenizer? _preTokenizer;
    private readonly Normalizer? _normalizer;

    internal WordPieceTokenizer(Dictionary<string, int> vocabulary, WordPieceOptions options, bool specialTokensAreLowered = false)
    {
        _vocabulary = vocabulary;
        _tokens = vocabulary.ToDictionary(p => p.Value, p => p.Key);
        UnknownToken = options.UnknownToken;
        UnknownTokenId = IdOf(options.UnknownToken, "unknown token");
        (ContinuingSubwordPrefix, MaxInputCharsPerWord) = (options.ContinuingSubwordPrefix, options.MaxInputCharsPerWord);
        SpecialTokens = options.SpecialTokens;
        _special = specialTokensAreLowered ? SpecialTokens?.ToDictionary(p => p.Key.ToLowerInvariant(), p => p.Value) : SpecialTokens;
        _preTokenizer = options.PreTokenizer ?? PreTokenizer.CreateWhiteSpace(options.SpecialTokens);
        _normalizer = options.Normalizer;
    }

    /// <summary>The id of <see cref="UnknownToken"/>.</summary>
    public int UnknownTokenId { get; }

    /// <summary>Stands before a piece that does not begin a word.</summary>
    public string ContinuingSubwordPrefix { get; }

    /// <summary>A longer word is unknown.</summary>
    public int MaxInputCharsPerWord { get; }

    /// <summary>Splits the text.</summary>
    public override PreTokenizer? PreTokenizer => _preTokenizer;

    /// <summary>Changes the text first; null where nothing does.</summary>
    public override Normalizer? Normalizer => _normalizer;

    /// <summary>Stands for a word that cannot be cut into pieces.</summary>
    public string UnknownToken { get; }

    /// <summary>Tokens kept whole, with their ids.</summary>
    public IReadOnlyDictionary<string, int>? SpecialTokens { get; }

    /// <summary>Reads a <c>vocab.txt</c>: a token a line.</summary>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="ArgumentException">The unknown token is not in the vocabulary.</exception>
    public static WordPieceTokenizer Create(string vocabFilePath, WordPieceOptions? options = null)
    {
        using var stream = Open(vocabFilePath);
        return Create(stream, options);
    }

    /// <inheritdoc cref="Create(string, WordPieceOptions?)"/>
    public static WordPieceTokenizer Create(Stream vocabStream, WordPieceOptions? options = null) =>
        new(Load(vocabStream), options ?? new());

    /// <inheritdoc cref="Create(string, WordPieceOptions?)"/>
    public static async Task<WordPieceTokenizer> CreateAsync(
        string vocabFilePath, WordPieceOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var stream = Open(vocabFilePath);
        return await CreateAsync(stream, options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Create(string, WordPieceOptions?)"/>
    public static async Task<WordPieceTokenizer> CreateAsync(
        Stream vocabStream, WordPieceOptions? options = null, CancellationToken cancellationToken = default) =>
        new(await LoadAsync(vocabStream, cancellationToken).ConfigureAwait(false), options ?? new());

    /// <summary>Turns ids into text, special tokens too.</summary>
    public override string Decode(IEnumerable<int> ids) => Decode(ids, skipSpecialTokens: false);

    /// <summary>Turns ids into text; ids that are not in the vocabulary are left out.</summary>
    /// <exception cref="ArgumentNullException">The ids are null.</exception>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var (text, skipped) = (new StringBuilder(), skipSpecialTokens && SpecialTokens is not null);
        foreach (var id in ids)
        {
            if (_tokens.TryGetValue(id, out var token) && !(skipped && SpecialTokens!.Values.Contains(id)))
            {
                AppendTo(text, token);
            }
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten) =>
        Decode(ids, destination, skipSpecialTokens: false, out idsConsumed, out charsWritten);

    /// <summary>Turns ids into text in a buffer.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="destination">Where the text goes.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out.</param>
    /// <param name="idsConsumed">How many ids are in it.</param>
    /// <param name="charsWritten">How many characters were written.</param>
    /// <returns>Done, DestinationTooSmall, or InvalidData for an unknown id.</returns>
    /// <exception cref="ArgumentNullException">The ids are null.</exception>
    public OperationStatus Decode(
        IEnumerable<int> ids, Span<char> destination, bool skipSpecialTokens, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        (idsConsumed, charsWritten) = (0, 0);
        foreach (var id in ids)
        {
            if (!_tokens.TryGetValue(id, out var token))
            {
                return OperationStatus.InvalidData;
            }

            if (!(skipSpecialTokens && SpecialTokens?.Values.Contains(id) == true))
            {
                var joined = token.StartsWith(ContinuingSubwordPrefix, StringComparison.Ordinal);
                var text = joined ? token[ContinuingSubwordPrefix.Length..] : charsWritten > 0 && !IsJoined(token) ? " " + token : token;
                if (!text.TryCopyTo(destination[charsWritten..]))
                {
                    return OperationStatus.DestinationTooSmall;
                }

                charsWritten += text.Length;
            }

            idsConsumed++;
        }

        return OperationStatus.Done;
    }

    internal int IdOf(string token, string role) => _vocabulary.TryGetValue(token, out var id)
        ? id
        : throw new ArgumentException($"The {role} '{token}' is not in the vocabulary.");

    internal static FileStream Open(string vocabFilePath)
    {
        ArgumentNullException.ThrowIfNull(vocabFilePath);
        return File.OpenRead(vocabFilePath);
    }

    internal static Dictionary<string, int> Load(Stream vocabStream)
    {
        ArgumentNullException.ThrowIfNull(vocabStream);
        using var reader = new StreamReader(vocabStream, leaveOpen: true);
        Dictionary<string, int> vocabulary = new(StringComparer.Ordinal);
        for (var line = 0; reader.ReadLine() is { } token; line++)
        {
            Add(vocabulary, token, line);
        }

        return vocabulary;
    }

    internal static async Task<Dictionary<string, int>> LoadAsync(Stream vocabStream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vocabStream);
        using var reader = new StreamReader(vocabStream, leaveOpen: true);
        Dictionary<string, int> vocabulary = new(StringComparer.Ordinal);
        for (var line = 0; await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } token; line++)
        {
            Add(vocabulary, token, line);
        }

        return vocabulary;
    }

    private static void Add(Dictionary<string, int> vocabulary, string token, int line)
    {
        if (token.Length > 0)
        {
            vocabulary.Add(token, line);
        }
    }

    /// <summary>What begins with punctuation that stands right behind the word before it.</summary>
    private static bool IsJoined(string token) => token[0] is '.' or ',' or '!' or '?' or '\'';

    private void AppendTo(StringBuilder text, string token)
    {
        if (token.StartsWith(ContinuingSubwordPrefix, StringComparison.Ordinal))
        {
            text.Append(token, ContinuingSubwordPrefix.Length, token.Length - ContinuingSubwordPrefix.Length);
        }
        else
        {
            text.Append(text.Length > 0 && !IsJoined(token) ? " " : "").Append(token);
        }
    }
}
