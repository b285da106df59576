using System.Text;
using Xunit;

namespace Microsoft.ML.Tokenizers.Tests;

/// <summary>What the official package gives for a small vocabulary, recorded from version 2.0.1.</summary>
public sealed class BertTokenizerTests
{
    private const string Vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nhello\nwor\n##ld\n,\n!\nthe\n'\ns\n中\n";

    private static BertTokenizer Make(BertOptions? options = null) =>
        BertTokenizer.Create(new MemoryStream(Encoding.UTF8.GetBytes(Vocabulary)), options);

    [Fact]
    public void Adds_special_tokens_by_its_own_method_only()
    {
        var bert = Make();
        Assert.Equal([2, 5, 8, 6, 7, 9, 3], bert.EncodeToIds("Hello, World!"));
        Assert.Equal([5, 8, 6, 7, 9], ((Tokenizer)bert).EncodeToIds("Hello, World!"));
        Assert.Equal([5, 8, 6, 7, 9], bert.EncodeToIds("Hello, World!", addSpecialTokens: false));
    }

    [Fact]
    public void Gives_ranges_of_the_normalized_text()
    {
        var tokens = Make().EncodeToTokens("Hello, World!", out var normalized);
        Assert.Equal("hello, world!", normalized);
        Assert.Equal([0..5, 5..6, 7..10, 10..12, 12..13], tokens.Select(t => t.Offset));
        Assert.Equal(["hello", ",", "wor", "##ld", "!"], tokens.Select(t => t.Value));
    }

    [Fact]
    public void Finds_special_tokens_in_the_text_and_knows_no_others()
    {
        var bert = Make();
        Assert.Equal([4, 1], bert.EncodeToIds("[MASK] strange", addSpecialTokens: false));
        Assert.Equal([13, 13], bert.EncodeToIds("中中", addSpecialTokens: false));
    }

    [Fact]
    public void Cuts_between_words_only()
    {
        var bert = Make();
        Assert.Equal([2, 5, 8, 3], bert.EncodeToIds("hello, world", 5, out _, out var consumed));
        Assert.Equal(6, consumed);
        Assert.Throws<ArgumentOutOfRangeException>(() => bert.EncodeToIds("hello", 2, out _, out _));
        Assert.Empty(bert.EncodeToIds("hello", 1, out _, out _));
    }

    [Fact]
    public void Builds_pairs()
    {
        var bert = Make();
        Assert.Equal([2, 5, 3, 10, 3], bert.BuildInputsWithSpecialTokens([5], [10]));
        Assert.Equal([0, 0, 0, 1, 1], bert.CreateTokenTypeIdsFromSequences([5], [10]));
        Assert.Equal([1, 0, 1, 0, 1], bert.GetSpecialTokensMask([5], [10]));
        Assert.Equal([0, 1, 1], bert.GetSpecialTokensMask([5, 3, 2], alreadyHasSpecialTokens: true));
    }

    [Fact]
    public void Decodes_with_punctuation_joined()
    {
        var bert = Make();
        Assert.Equal("[CLS] hello, world! [SEP]", bert.Decode([2, 5, 8, 6, 7, 9, 3]));
        Assert.Equal("hello, world!", bert.Decode([2, 5, 8, 6, 7, 9, 3], skipSpecialTokens: true));
    }

    [Fact]
    public void Names_a_special_token_that_is_missing() =>
        Assert.Contains("[SEP]", Assert.Throws<ArgumentException>(() =>
            BertTokenizer.Create(new MemoryStream("[UNK]\n[PAD]\n[CLS]\n[MASK]\n"u8.ToArray()))).Message, StringComparison.Ordinal);
}
