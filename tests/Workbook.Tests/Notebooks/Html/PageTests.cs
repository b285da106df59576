using System.Text.Json.Nodes;
using Workbook.Notebooks;
using Workbook.Notebooks.Html;
using Xunit;

namespace Workbook.Tests.Notebooks.Html;

/// <summary>What a notebook becomes on its page.</summary>
public sealed class PageTests
{
    private static readonly PageOptions Options = new("/nowhere/notebooks", "/nowhere/out", Standalone: false);

    private static string Page(params NotebookCell[] cells) => NotebookPage.Write(Build.Notebook(cells), "test", Options);

    private static NotebookCell Prose(string text) => new(new JsonObject
    {
        ["cell_type"] = "markdown",
        ["metadata"] = new JsonObject(),
        ["source"] = text,
    });

    private static NotebookCell Shown(JsonObject data)
    {
        NotebookCell cell = Build.Code("x");
        cell.Outputs = new JsonArray(new JsonObject { ["output_type"] = "display_data", ["data"] = data, ["metadata"] = new JsonObject() });
        return cell;
    }

    [Fact]
    public void A_chart_is_its_picture_with_the_figure_beside_it()
    {
        string page = Page(Shown(new JsonObject
        {
            ["application/vnd.plotly.v1+json"] = JsonNode.Parse(
                """{"data": [{"name": "</script><b>", "y": [1]}], "layout": {"height": 300}}"""),
            ["image/svg+xml"] = "<?xml version=\"1.0\"?><svg id=\"still\"/>",
            ["text/html"] = "<i>not this</i>",
        }));
        Assert.Contains(
            "<figure class=\"chart\" style=\"min-height:300px\"><div class=\"still\"><svg id=\"still\"/></div>",
            page,
            StringComparison.Ordinal);
        Assert.Contains("\"name\":\"\\u003C/script", page, StringComparison.Ordinal);
        Assert.Contains("src=\"plotly.min.js\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("not this", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_without_charts_and_formulas_loads_nothing() =>
        Assert.DoesNotContain("src=", Page(Prose("# Title\n\ntext"), Build.Code("1")), StringComparison.Ordinal);

    [Fact]
    public void Formulas_stay_readable_text()
    {
        string page = Page(Prose("Inline $a<b$ and\n\n$$\\sqrt{d_k}$$\n\n$$\nx^2\n$$\n"));
        Assert.Contains("<span class=\"math\">a&lt;b</span>", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"math display\">\\sqrt{d_k}</span>", page, StringComparison.Ordinal);
        Assert.Contains("<div class=\"math display\">x^2</div>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_contents_lead_to_unique_headings()
    {
        string page = Page(Prose("# Title\n\n## Part"), Prose("## Part\n\n### Deep `code`"));
        Assert.Contains("<title>Title</title>", page, StringComparison.Ordinal);
        foreach ((string id, string text) in new[] { ("part", "Part"), ("part-1", "Part"), ("deep-code", "Deep code") })
        {
            Assert.Contains($"<a href=\"#{id}\">{text}</a>", page, StringComparison.Ordinal);
            Assert.Contains($"id=\"{id}\"", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Code_and_streams_are_escaped()
    {
        NotebookCell cell = Build.Code("List<int> x; // <b>");
        cell.Outputs = new JsonArray(new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "<i>&" });
        string page = Page(cell);
        Assert.Contains("<span class=\"c\">// &lt;b&gt;</span>", page, StringComparison.Ordinal);
        Assert.Contains("<pre class=\"stream stdout\">&lt;i&gt;&amp;</pre>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_between_notebooks_become_links_between_pages_and_others_keep_their_target()
    {
        string page = Page(Prose("[a](05-lora.ipynb#part) [b](../README.md) [c](https://x.org/y.ipynb) [d](#here)"));
        foreach (string link in (string[])["05-lora.html#part", "../README.md", "https://x.org/y.ipynb", "#here"])
        {
            Assert.Contains($"href=\"{link}\"", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_picture_beside_the_notebook_and_an_attachment_are_put_into_the_page()
    {
        string folder = Directory.CreateTempSubdirectory("page-").FullName;
        File.WriteAllBytes(Path.Combine(folder, "p.png"), [1, 2, 3]);
        NotebookCell cell = Prose("![](p.png) ![](attachment:q.png) ![](https://x.org/r.png)");
        cell.Json["attachments"] = new JsonObject { ["q.png"] = new JsonObject { ["image/png"] = "BAUG" } };
        string page = NotebookPage.Write(Build.Notebook(cell), "t", new(folder, folder, Standalone: false));
        Directory.Delete(folder, recursive: true);
        foreach (string source in (string[])["data:image/png;base64,AQID", "data:image/png;base64,BAUG", "https://x.org/r.png"])
        {
            Assert.Contains($"src=\"{source}\"", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Code_that_its_author_folded_is_folded()
    {
        NotebookCell hidden = Build.Code("secret");
        hidden.Metadata["jupyter"] = new JsonObject { ["source_hidden"] = true };
        string page = Page(hidden, Build.Code("answer", "solution"));
        Assert.Contains("<details><summary>Code</summary>", page, StringComparison.Ordinal);
        Assert.Contains("<details><summary>Solution</summary>", page, StringComparison.Ordinal);
    }
}
