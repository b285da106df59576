using PeftWorkbook.Text.Unicode;

namespace PeftWorkbook.Text;

/// <summary>A token that is found in the text before anything splits it.</summary>
/// <param name="Content">Its text.</param>
/// <param name="Id">Its id.</param>
/// <param name="Special">Whether decoding may skip it.</param>
/// <param name="StripLeft">Whether it takes the white space before it.</param>
/// <param name="StripRight">Whether it takes the white space after it.</param>
/// <param name="SingleWord">Whether it must stand between characters that are no part of words.</param>
/// <param name="Normalized">Whether it is looked for in the normalized text, not in the text as given.</param>
public sealed record AddedToken(
    string Content,
    int Id,
    bool Special = true,
    bool StripLeft = false,
    bool StripRight = false,
    bool SingleWord = false,
    bool Normalized = false);

/// <summary>Finds added tokens in a text: at each place the longest, from left to right.</summary>
internal sealed class AddedTokens
{
    private readonly List<AddedToken> _tokens;
    private readonly Dictionary<int, AddedToken> _byId = [];
    private readonly Dictionary<int, AddedToken[]> _plain, _normalized;

    internal AddedTokens(IEnumerable<AddedToken> tokens, TextNormalizer? normalizer)
    {
        _tokens = [.. tokens];
        _tokens.ForEach(t => _byId[t.Id] = t);
        _plain = ByFirst(_tokens.Where(t => !t.Normalized), t => t.Content);
        _normalized = ByFirst(_tokens.Where(t => t.Normalized), t => Normalize(t.Content, normalizer));

        Dictionary<int, AddedToken[]> ByFirst(IEnumerable<AddedToken> some, Func<AddedToken, string> text)
        {
            var withText = some.Select(t => (Token: t, Text: text(t))).Where(t => t.Text.Length > 0).ToList();
            withText.ForEach(t => Texts[t.Token] = [.. t.Text.EnumerateRunes().Select(r => r.Value)]);
            return withText.GroupBy(t => Texts[t.Token][0]).ToDictionary(
                g => g.Key, g => g.Select(t => t.Token).OrderByDescending(t => Texts[t].Length).ToArray());
        }
    }

    /// <summary>All of them.</summary>
    internal IReadOnlyList<AddedToken> All => _tokens;

    private Dictionary<AddedToken, int[]> Texts { get; } = [];

    /// <summary>The added token of an id, or null.</summary>
    internal AddedToken? Find(int id) => _byId.GetValueOrDefault(id);

    /// <summary>Cuts a text at the tokens that it holds.</summary>
    /// <param name="text">The text, or the normalized text.</param>
    /// <param name="isNormalized">Which of the tokens are looked for.</param>
    /// <param name="skipSpecial">Whether special tokens are plain text.</param>
    internal List<(AlignedText Text, AddedToken? Token)> Cut(AlignedText text, bool isNormalized, bool skipSpecial)
    {
        List<(AlignedText, AddedToken?)> parts = [];
        var (candidates, done) = (isNormalized ? _normalized : _plain, 0);
        for (var at = 0; candidates.Count > 0 && at < text.Length;)
        {
            if (!candidates.TryGetValue(text.Points[at], out var some) || Match(text.Points, at, some, skipSpecial) is not { } token)
            {
                at++;
                continue;
            }

            var (from, to) = Strip(text.Points, token, at, at + Texts[token].Length, done);
            if (from > done)
            {
                parts.Add((text.Slice(done, from), null));
            }

            parts.Add((text.Slice(from, to), token));
            (done, at) = (to, to);
        }

        if (done < text.Length)
        {
            parts.Add((text.Slice(done, text.Length), null));
        }

        return parts;
    }

    private AddedToken? Match(int[] points, int at, AddedToken[] candidates, bool skipSpecial)
    {
        foreach (var token in candidates)
        {
            var text = Texts[token];
            if (!(skipSpecial && token.Special) && points.AsSpan(at).StartsWith(text)
                && (!token.SingleWord || IsAlone(points, at, at + text.Length)))
            {
                return token;
            }
        }

        return null;
    }

    private static (int From, int To) Strip(int[] points, AddedToken token, int from, int to, int done)
    {
        while (token.StripLeft && from > done && Characters.IsWhiteSpace(points[from - 1]))
        {
            from--;
        }

        while (token.StripRight && to < points.Length && Characters.IsWhiteSpace(points[to]))
        {
            to++;
        }

        return (from, to);
    }

    private static bool IsAlone(int[] points, int from, int to) =>
        (from == 0 || !IsWord(points[from - 1])) && (to == points.Length || !IsWord(points[to]));

    private static bool IsWord(int c) => c == '_' || Characters.IsLetter(c) || Characters.IsNumber(c);

    private static string Normalize(string content, TextNormalizer? normalizer) =>
        normalizer?.Apply(AlignedText.Of(content, 0, content.Length)).ToString() ?? content;
}
