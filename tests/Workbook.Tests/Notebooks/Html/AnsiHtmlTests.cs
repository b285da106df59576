using FsCheck;
using FsCheck.Fluent;
using Workbook.Notebooks.Html;
using Xunit;

namespace Workbook.Tests.Notebooks.Html;

public sealed class AnsiHtmlTests
{
    [Theory]
    [InlineData("plain <b>", "plain &lt;b&gt;")]
    [InlineData("\e[31mred\e[0m.", "<span style=\"color:var(--ansi-red);\">red</span>.")]
    [InlineData("\e[1;4;92mx\e[22;24;39my",
        "<span style=\"color:var(--ansi-green);font-weight:bold;text-decoration:underline;\">x</span>y")]
    [InlineData("\e[38;5;196mx\e[m", "<span style=\"color:rgb(255,0,0);\">x</span>")]
    [InlineData("\e[48;2;1;2;3mx", "<span style=\"background:rgb(1,2,3);\">x</span>")]
    [InlineData("a\e[2Kb\e[10;20Hc", "abc")]
    [InlineData("\e[38;5mx", "x")]
    public void Colours_become_spans_and_other_escapes_vanish(string text, string html) =>
        Assert.Equal(html, AnsiHtml.Convert(text));

    [Fact]
    public void Any_text_gives_balanced_spans_and_no_escape_character()
    {
        Gen<string> texts = Gen.Elements("\e[", "\e", "m", ";", "3", "38", "48", "5", "2", "255", "<", "a", "\n", "99999999999")
            .ListOf().Select(parts => string.Concat(parts));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            string html = AnsiHtml.Convert(text);
            return !html.Contains('\e', StringComparison.Ordinal)
                && html.Split("<span").Length == html.Split("</span>").Length;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }
}
