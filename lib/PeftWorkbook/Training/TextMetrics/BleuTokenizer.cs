using System.Text.RegularExpressions;

namespace PeftWorkbook.Training.TextMetrics;

/// <summary>How BLEU cuts a text into words.</summary>
public enum BleuTokenizer
{
    /// <summary>mteval-v13a: ASCII punctuation apart from words, but for points and commas between digits.</summary>
    Mteval13a,

    /// <summary>mteval-v14's for all languages: Unicode punctuation and symbols apart.</summary>
    International,

    /// <summary>Every character.</summary>
    Characters,

    /// <summary>White space alone: the text is tokenized already.</summary>
    None,
}

/// <summary>Cuts texts as <see cref="BleuTokenizer"/> says.</summary>
internal static partial class BleuWords
{
    internal static string[] Split(string text, BleuTokenizer tokenizer) => (tokenizer switch
    {
        BleuTokenizer.Mteval13a => Mteval(text),
        BleuTokenizer.International => Symbols().Replace(Before().Replace(After().Replace(text, "$1 $2 "), " $1 $2"), " $1 "),
        BleuTokenizer.Characters => string.Join(' ', text.EnumerateRunes()),
        _ => text,
    }).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string Mteval(string text)
    {
        text = text.Replace("<skipped>", "", StringComparison.Ordinal).Replace("-\n", "", StringComparison.Ordinal).Replace('\n', ' ')
            .Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal);
        text = Ascii().Replace($" {text} ", " $1 ");
        text = PointAfter().Replace(text, "$1 $2 ");
        text = PointBefore().Replace(text, " $1 $2");
        return Dash().Replace(text, "$1 $2 ");
    }

    [GeneratedRegex(@"([{-~\[-` -&(-+:-@/])")]
    private static partial Regex Ascii();

    [GeneratedRegex("([^0-9])([.,])")]
    private static partial Regex PointAfter();

    [GeneratedRegex("([.,])([^0-9])")]
    private static partial Regex PointBefore();

    [GeneratedRegex("([0-9])(-)")]
    private static partial Regex Dash();

    [GeneratedRegex(@"(\P{N})(\p{P})")]
    private static partial Regex After();

    [GeneratedRegex(@"(\p{P})(\P{N})")]
    private static partial Regex Before();

    [GeneratedRegex(@"(\p{S})")]
    private static partial Regex Symbols();
}
