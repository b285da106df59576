using System.Text;

namespace PeftWorkbook.Text;

/// <summary>Turns tokens back into stretches of text, which are then put together.</summary>
internal delegate List<string> TokenDecoder(List<string> tokens);

/// <summary>The decoders that tokenizer.json names, with its meanings.</summary>
internal static class Decoders
{
    /// <summary>Tokens between spaces, for a tokenizer that names no decoder.</summary>
    internal static List<string> Spaces(List<string> tokens) => [.. tokens.Select((t, i) => i == 0 ? t : " " + t)];

    /// <summary>Bytes to text; what is no UTF-8 becomes U+FFFD.</summary>
    internal static List<string> Bytes(List<string> tokens)
    {
        List<byte> bytes = [];
        tokens.ForEach(t => ByteLevel.AppendBytes(t, bytes));
        return [Encoding.UTF8.GetString([.. bytes])];
    }

    /// <summary>Pieces with the prefix are joined to what is before, others get a space.</summary>
    internal static TokenDecoder WordPiece(string prefix, bool cleanUp) => tokens => [.. tokens.Select((token, i) =>
    {
        var text = i == 0 ? token : token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;
        return cleanUp ? CleanUp(text, isWordPiece: true) : text;
    })];

    /// <summary>U+2581 to spaces, the first away where one was put before the text.</summary>
    internal static TokenDecoder Metaspace(string replacement, bool dropsFirst) => tokens => [.. tokens.Select((token, i) =>
        i == 0 && dropsFirst
            ? token.Replace(replacement, "", StringComparison.Ordinal)
            : token.Replace(replacement, " ", StringComparison.Ordinal))];

    /// <summary>Replaces a text in each token.</summary>
    internal static TokenDecoder Replace(string pattern, string content) =>
        tokens => [.. tokens.Select(t => pattern.Length == 0 ? t : t.Replace(pattern, content, StringComparison.Ordinal))];

    /// <summary>All in one.</summary>
    internal static List<string> Fuse(List<string> tokens) => [string.Concat(tokens)];

    /// <summary>Runs of <c>&lt;0xNN&gt;</c> to text; a run that is no UTF-8 becomes one U+FFFD a byte.</summary>
    internal static List<string> ByteFallback(List<string> tokens)
    {
        List<string> result = [];
        List<byte> run = [];
        foreach (var token in tokens)
        {
            if (ByteOf(token) is { } b)
            {
                run.Add(b);
                continue;
            }

            Flush();
            result.Add(token);
        }

        Flush();
        return result;

        void Flush()
        {
            if (run.Count > 0)
            {
                result.AddRange(System.Text.Unicode.Utf8.IsValid(run.ToArray())
                    ? [Encoding.UTF8.GetString([.. run])]
                    : Enumerable.Repeat("\uFFFD", run.Count));
                run.Clear();
            }
        }
    }

    /// <summary>Takes a character off the ends of each token, at most so many times.</summary>
    internal static TokenDecoder Strip(char content, int left, int right) => tokens => [.. tokens.Select(token =>
    {
        var (from, to) = (0, token.Length);
        for (var n = 0; n < left && from < to && token[from] == content; n++)
        {
            from++;
        }

        for (var n = 0; n < right && to > from && token[to - 1] == content; n++)
        {
            to--;
        }

        return token[from..to];
    })];

    /// <summary>The suffix of words to spaces.</summary>
    internal static TokenDecoder Suffix(string suffix) => tokens => [.. tokens.Select((t, i) =>
        suffix.Length == 0 ? t : t.Replace(suffix, i == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal))];

    /// <summary>The byte that a token of byte fallback stands for, or null.</summary>
    internal static byte? ByteOf(string token) => token is ['<', '0', 'x', _, _, '>'] && byte.TryParse(
        token.AsSpan(3, 2),
        System.Globalization.NumberStyles.AllowHexSpecifier,
        System.Globalization.CultureInfo.InvariantCulture,
        out var b) ? b : null;

    /// <summary>Takes the spaces before punctuation and contractions away, as transformers' <c>clean_up_tokenization</c> does.</summary>
    internal static string CleanUp(string text, bool isWordPiece = false)
    {
        var cleaned = new StringBuilder(text)
            .Replace(" .", ".").Replace(" ?", "?").Replace(" !", "!").Replace(" ,", ",").Replace(" ' ", "'")
            .Replace(" n't", "n't").Replace(" 'm", "'m");
        if (isWordPiece)
        {
            cleaned.Replace(" do not", " don't");
        }

        return cleaned.Replace(" 's", "'s").Replace(" 've", "'ve").Replace(" 're", "'re").ToString();
    }
}
