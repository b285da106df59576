namespace PeftWorkbook.Text;

/// <summary>When a replacement for a space is put before a text.</summary>
internal enum PrependScheme
{
    Always,
    First,
    Never,
}

/// <summary>SentencePiece's way with spaces: each becomes U+2581, one is put before the text, and words begin with it.</summary>
internal sealed class MetaspaceSplitter(string replacement, PrependScheme scheme, bool split) : TextSplitter
{
    private readonly TextSplitter _words = new DelimiterSplitter(c => c == replacement[0], DelimiterBehavior.MergedWithNext);

    internal override IEnumerable<AlignedText> Split(AlignedText text)
    {
        text = text.Map(c => c == ' ' ? [replacement[0]] : null);
        var prepends = scheme == PrependScheme.Always || (scheme == PrependScheme.First && text.IsAtStart);
        if (prepends && text.Length > 0 && text.Points[0] != replacement[0])
        {
            text = text.Prepend(replacement);
        }

        return split ? _words.Split(text) : [text];
    }
}
