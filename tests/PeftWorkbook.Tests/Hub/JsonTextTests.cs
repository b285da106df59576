using System.Text.Json;
using PeftWorkbook.Hub;

namespace PeftWorkbook.Tests.Hub;

/// <summary>Halves of characters in JSON.</summary>
public sealed class JsonTextTests
{
    [Theory]
    [InlineData("""{"a": "\ud83d"}""")]
    [InlineData("""{"a": "\ud83d\u0041"}""")]
    [InlineData("""{"\ude00": 1}""")]
    [InlineData("""{"a": ["\\\ud83d x"]}""")]
    public void Half_a_character_is_refused(string text) =>
        Assert.Contains(
            "half a character",
            Assert.Throws<JsonException>(() => JsonText.Object(text, default)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"a": "\uD83D\uDE00\u00e9"}""", "😀é")]
    [InlineData("""{"a": "\\ud83d"}""", "\\ud83d")]
    [InlineData("""{"a": "\n\\"}""", "\n\\")]
    public void Whole_characters_are_read(string text, string expected) =>
        Assert.Equal(expected, (string?)JsonText.Object(text, default)!["a"]);

    [Fact]
    public void Another_value_is_no_object() => Assert.Null(JsonText.Object("[1]", default));
}
