namespace Pretrain;

/// <summary>
/// A WordPiece vocabulary: special tokens, marks, letters in both positions (so that any word can be spelt), then the words. The
/// generated texts are made of whole words and marks with blanks between, so their pieces are looked up one by one.
/// </summary>
internal sealed class Vocabulary
{
    private static readonly string[] s_special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
    private static readonly string[] s_marks = [".", ",", "!", "?", "'", "\"", "-", ":", ";", "(", ")"];

    private readonly Dictionary<string, int> _ids;

    internal Vocabulary()
    {
        var letters = "abcdefghijklmnopqrstuvwxyz0123456789".Select(c => c.ToString()).ToArray();
        Pieces = [.. s_special, .. s_marks, .. letters, .. letters.Select(l => "##" + l), .. Words.All.Where(w => w.Length > 1)];
        _ids = Pieces.Select((p, i) => (p, i)).ToDictionary(t => t.p, t => t.i);
    }

    internal IReadOnlyList<string> Pieces { get; }

    internal int Cls => _ids["[CLS]"];

    internal int Sep => _ids["[SEP]"];

    internal int Mask => _ids["[MASK]"];

    /// <summary>The first id that stands for text.</summary>
    internal int FirstText => s_special.Length;

    internal int[] Encode(string text) => [Cls, .. text.Split(' ').Select(w => _ids[w]), Sep];
}
