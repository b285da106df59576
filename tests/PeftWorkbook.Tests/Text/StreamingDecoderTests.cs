using PeftWorkbook.Text;

namespace PeftWorkbook.Tests.Text;

/// <summary>Text from ids that come one by one.</summary>
public sealed class StreamingDecoderTests
{
    private const string Hard = "Ein Bär 🐻 isst 蜂蜜 – naïve café\u0301 👩‍👩‍👧‍👦 \uFFFD é";

    public static IEnumerable<TheoryDataRow<string>> Tokenizers() =>
        [new("byte-level"), new("byte-fallback"), .. TestHub.Tokenizers.Select(f => new TheoryDataRow<string>(f))];

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void All_pieces_together_are_the_text(string name)
    {
        var tokenizer = Load(name);
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            int[] ids = [.. Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(tokenizer.VocabularySize))];
            Assert.Equal(tokenizer.Decode(ids, skipSpecialTokens: true), string.Concat(Pieces(tokenizer, ids)));
        }

        var encoded = tokenizer.Encode(Hard).Ids;
        Assert.Equal(tokenizer.Decode(encoded, skipSpecialTokens: true), string.Concat(Pieces(tokenizer, encoded)));
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void No_piece_holds_half_a_character(string name)
    {
        var tokenizer = Load(name);
        var text = Hard.Replace("\uFFFD", "", StringComparison.Ordinal);
        var ids = tokenizer.Encode(text).Ids;
        var isWhole = !tokenizer.Decode(ids, skipSpecialTokens: true).Contains('\uFFFD');   // some vocabularies lack bytes
        foreach (var piece in Pieces(tokenizer, ids))
        {
            Assert.Equal(piece, new string([.. piece.EnumerateRunes().SelectMany(r => r.ToString())]));
            Assert.False(isWhole && piece.Contains('\uFFFD'), $"'{piece}' holds a part of a character");
        }
    }

    [Fact]
    public void A_character_comes_with_its_last_byte()
    {
        var tokenizer = TinyTokenizers.ByteLevel();
        var decoder = new StreamingDecoder(tokenizer);
        Assert.Equal(["x", "", "é", "", "", "", "🐻", "!"], tokenizer.Encode("xé🐻!").Ids.Select(decoder.Add));
        Assert.Equal("", decoder.Flush());
    }

    [Fact]
    public void What_never_becomes_a_character_is_marked_once_that_is_certain()
    {
        var decoder = new StreamingDecoder(TinyTokenizers.ByteLevel());
        Assert.Equal(["", "\uFFFD", "\uFFFDa", ""], new[] { 0xF0, 0xF0, 'a', 0xC3 }.Select(b => decoder.Add(b)));
        Assert.Equal("\uFFFD", decoder.Flush());
    }

    [Fact]
    public void A_run_of_bytes_is_text_as_a_whole_or_not_at_all()
    {
        var tokenizer = TinyTokenizers.ByteFallback();
        var decoder = new StreamingDecoder(tokenizer);
        string[] Add(params string[] tokens) => [.. tokens.Select(t => decoder.Add(tokenizer.TokenToId(t)!.Value))];
        Assert.Equal(["a", "", "", "éb"], Add("\u2581a", "<0xC3>", "<0xA9>", "b"));
        Assert.Equal(["", "", "", "\uFFFD\uFFFD\uFFFDb"], Add("<0xC3>", "<0xA9>", "<0xFF>", "b"));
    }

    [Fact]
    public void A_text_that_goes_on_keeps_its_first_space()
    {
        var tokenizer = TinyTokenizers.ByteFallback();
        var word = tokenizer.TokenToId("\u2581a")!.Value;
        Assert.Equal(["a", " a"], new[] { word, word }.Select(new StreamingDecoder(tokenizer).Add));
        Assert.Equal([" a", " a"], new[] { word, word }.Select(new StreamingDecoder(tokenizer, [word]).Add));
    }

    private static IEnumerable<string> Pieces(TextTokenizer tokenizer, IEnumerable<int> ids)
    {
        var decoder = new StreamingDecoder(tokenizer);
        return [.. ids.Select(decoder.Add), decoder.Flush()];
    }

    private static TextTokenizer Load(string name) => name switch
    {
        "byte-level" => TinyTokenizers.ByteLevel(),
        "byte-fallback" => TinyTokenizers.ByteFallback(),
        _ => TextTokenizer.Load(name),
    };
}
