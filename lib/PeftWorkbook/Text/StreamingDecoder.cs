namespace PeftWorkbook.Text;

/// <summary>
/// Turns ids that come one by one into pieces of text. A piece is given when nothing that follows can change it: never half a
/// character, neither of byte-level tokens nor of byte fallback. Special tokens are left out. All pieces together are what
/// <see cref="TextTokenizer.Decode(IEnumerable{int}, bool, bool)"/> gives for all ids.
/// </summary>
public sealed class StreamingDecoder
{
    private readonly TextTokenizer _tokenizer;
    private readonly List<int> _window = [];         // what is decoded: tokens that were given, then those of this piece
    private int _given;                              // how much of the window's text was given
    private int _fresh;                              // where this piece's tokens begin
    private bool _isInByteRun;

    /// <summary>Begins a text.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="context">
    /// What stands before the text, where it goes on in one: it decides whether the first piece begins with a space.
    /// </param>
    public StreamingDecoder(TextTokenizer tokenizer, IEnumerable<int>? context = null)
    {
        _tokenizer = tokenizer;
        _window.AddRange((context ?? []).Where(id => !tokenizer.IsSpecial(id)));
        (_given, _fresh) = (Text().Length, _window.Count);
    }

    /// <summary>Takes a token and gives the text that is certain now; often empty.</summary>
    public string Add(int id)
    {
        if (_tokenizer.IsSpecial(id) || _tokenizer.IdToToken(id) is not { } token)
        {
            return "";
        }

        _window.Add(id);
        _isInByteRun = Decoders.ByteOf(token) is not null;
        if (_isInByteRun)
        {
            return "";                               // a run of bytes is text or none as a whole
        }

        var text = Text();
        // an unfinished character stands as one U+FFFD at the end
        var isWhole = !text.EndsWith('\uFFFD');
        var piece = Give(text, isWhole ? text.Length : text.Length - 1);
        if (isWhole)
        {
            Forget();
        }

        return piece;
    }

    /// <summary>Gives what is left when no more tokens come.</summary>
    public string Flush()
    {
        var text = Text();
        return Give(text, text.Length);
    }

    private string Text() => _window.Count == 0 ? "" : _tokenizer.Decode(_window, skipSpecialTokens: true);

    private string Give(string text, int certain)
    {
        var from = _given;
        _given = Math.Max(from, certain);
        return certain > from ? text[from..certain] : "";
    }

    // Earlier tokens go, and those of this piece become the next one's context, where they have a text.
    private void Forget()
    {
        var context = _window.GetRange(_fresh, _window.Count - _fresh);
        var text = _tokenizer.Decode(context, skipSpecialTokens: true);
        if (text.Length == 0)
        {
            return;
        }

        _window.Clear();
        _window.AddRange(context);
        (_given, _fresh) = (text.Length, _window.Count);
    }
}
