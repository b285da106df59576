using Xunit;

namespace Microsoft.ML.Tokenizers.Tests;

/// <summary>
/// Whatever is public here is public in the official package, with the same signature. <c>official-2.0.1.txt</c> was written by
/// <see cref="Surface"/> over the assembly of Microsoft.ML.Tokenizers 2.0.1.
/// </summary>
public sealed class SurfaceTests
{
    private static readonly string s_list = Path.Combine(AppContext.BaseDirectory, "official-2.0.1.txt");

    [Fact]
    public void Has_no_member_that_the_official_package_lacks() =>
        Assert.Empty(Surface.Of(typeof(Tokenizer).Assembly).Except(File.ReadLines(s_list)));

    [Theory]
    [InlineData("Tokenizer")]
    [InlineData("WordPieceTokenizer")]
    [InlineData("BertTokenizer")]
    [InlineData("BertOptions")]
    [InlineData("WordPieceOptions")]
    [InlineData("PreTokenizer")]
    [InlineData("RobertaPreTokenizer")]
    public void Has_every_member_of_the_types_it_offers(string type) =>
        Assert.Empty(
            File.ReadLines(s_list).Where(l => l.StartsWith(type + ":", StringComparison.Ordinal))
                .Except(Surface.Of(typeof(Tokenizer).Assembly)));
}
