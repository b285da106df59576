using System.Text.Json;
using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive.Formatting;
using PeftWorkbook.Plots;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace PlotsTests;

/// <summary>What a notebook gets of charts and data frames.</summary>
public sealed class FormatterTests
{
    public FormatterTests() => Formatters.Register();

    [Fact]
    public void AChartComesInFourForms()
    {
        Formatters.Register();
        GenericChart chart = Chart.Line<int, double, string>([1, 2], [3, 4], Name: "loss").WithTitle("Loss");
        Dictionary<string, string> forms = FormattedValue.CreateManyFromObject(chart)
            .ToDictionary(f => f.MimeType, f => f.Value);
        Assert.Equal(["application/vnd.plotly.v1+json", "image/svg+xml", "text/html", "text/plain"],
            forms.Keys.Order());
        using JsonDocument figure = JsonDocument.Parse(forms["application/vnd.plotly.v1+json"]);
        Assert.Equal(3, figure.RootElement.GetProperty("data")[0].GetProperty("y")[0].GetInt32());
        Assert.StartsWith("<svg", forms["image/svg+xml"]);
        Assert.Contains("<svg", forms["text/html"]);
        Assert.Contains("plotly.min.js", forms["text/html"]);
        Assert.Equal("Chart \"Loss\": scatter \"loss\" (2)", forms["text/plain"]);
    }

    [Fact]
    public void TheHtmlOfAChartIsSmallAndTheSameEachTime()
    {
        string Make() => Chart.Line<int, double,
            string>([1, 2], [3, 4], Name: "</script><!--").ToDisplayString("text/html");
        Assert.Equal(Make(), Make());
        Assert.True(Make().Length < 40_000);
        Assert.DoesNotContain("</script><!--", Make());
    }

    [Fact]
    public void ADataFrameIsATable()
    {
        var frame = new DataFrame(new StringDataFrameColumn("name", Enumerable.Range(0, 30).Select(i => i == 1 ? "<b>" : $"n{i}")),
            new DoubleDataFrameColumn("score", Enumerable.Range(0, 30).Select(i => i == 2 ? (double?)null : i / 3.0)));
        string html = frame.ToDisplayString("text/html"), text = frame.ToDisplayString("text/plain");
        Assert.Contains("&lt;b&gt;", html);
        Assert.Contains("(10 more)", html);
        Assert.Equal(21, html.Split("<tr>").Length - 1);
        string[] lines = text.Split('\n');
        Assert.Equal(22, lines.Length);
        Assert.Equal("(10 more)", lines[^1]);
        Assert.Contains("0.333333", lines[2]);
    }
}
