using FsCheck;
using FsCheck.Fluent;
using Workbook.Protocol;
using Xunit;

namespace Workbook.Tests.Protocol;

public sealed class CodePointsTests
{
    [Theory]
    [InlineData("abc", 0, 0)]
    [InlineData("abc", 3, 3)]
    [InlineData("abc", 99, 3)]
    [InlineData("a😀b", 1, 1)]
    [InlineData("a😀b", 2, 3)]
    [InlineData("a😀b", 3, 4)]
    [InlineData("\ud83d!", 1, 1)]
    public void Code_points_to_utf16(string text, int position, int offset)
        => Assert.Equal(offset, CodePoints.ToUtf16(text, position));

    [Fact]
    public void There_and_back_is_the_same_place()
        => Prop.ForAll(Texts(), text =>
        {
            return Enumerable.Range(0, CodePoints.Count(text) + 1)
                .All(position => CodePoints.FromUtf16(text, CodePoints.ToUtf16(text, position)) == position);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Counts_are_those_of_runes()
        => Prop.ForAll(Texts(), text => CodePoints.Count(text) == text.EnumerateRunes().Count())
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_position_past_the_last_code_point_is_taken_for_utf16()
    {
        var cursor = CursorPosition.Read("😀😀x.", 6);
        Assert.Equal(6, cursor.Offset);
        Assert.Equal(6, cursor.ToClient(6));
        Assert.Equal(4, CursorPosition.Read("😀😀x.", 4).ToClient(6));
        Assert.Equal(6, CursorPosition.Read("😀😀x.", 99).Offset);
        Assert.Equal(0, CursorPosition.Read("abc", -1).Offset);
        Assert.Equal(3, CursorPosition.Read("abc", null).Offset);
    }

    private static Arbitrary<string> Texts() => Gen.Elements("a", "é", "😀", "𝄞", "\ud83d", "\udc00", "中")
        .ListOf().Select(string.Concat).ToArbitrary();
}
