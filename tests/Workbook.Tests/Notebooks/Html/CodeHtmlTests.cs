using System.Net;
using System.Text.RegularExpressions;
using Workbook.Notebooks.Html;
using Xunit;

namespace Workbook.Tests.Notebooks.Html;

public sealed class CodeHtmlTests
{
    [Theory]
    [InlineData("#r \"nuget: X, 1.0\"\n#load \"setup.csx\"\n#!time\nvar x = 1; // end")]
    [InlineData("string s = $\"a {x + 1:F2} b\" + @\"c\" + \"\"\"d\"\"\" + 'e';")]
    [InlineData("if (a < b && c > d) { await f<int>(x => x.y[0]); } /* open")]
    [InlineData("#nonsense\nclass {{{ \"unterminated")]
    [InlineData("")]
    public void The_text_stays_what_it_was(string code) =>
        Assert.Equal(code, WebUtility.HtmlDecode(Regex.Replace(CodeHtml.Convert(code), "<[^>]+>", "")));

    [Theory]
    [InlineData("return null;", "<span class=\"k\">return</span>")]
    [InlineData("var x = 1;", "<span class=\"k\">var</span>")]
    [InlineData("Linear layer = new Linear(3);", "<span class=\"t\">Linear</span>")]
    [InlineData("x.softmax(1)", "<span class=\"f\">softmax</span>")]
    [InlineData("#load \"a.csx\"", "<span class=\"d\">#load &quot;a.csx&quot;</span>")]
    [InlineData("\"text\"", "<span class=\"s\">&quot;text&quot;</span>")]
    [InlineData("5e-4", "<span class=\"n\">5e-4</span>")]
    public void Parts_are_marked(string code, string html) => Assert.Contains(html, CodeHtml.Convert(code), StringComparison.Ordinal);
}
