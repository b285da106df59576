using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Workbook.Notebooks.Html;

/// <summary>A heading, for the table of contents.</summary>
/// <param name="Level">1 to 6.</param>
/// <param name="Id">Its anchor.</param>
/// <param name="Text">Its text, without markup.</param>
internal sealed record Heading(int Level, string Id, string Text);

/// <summary>Markdown cells as HTML. Formulas stay LaTeX text in elements of class <c>math</c>, readable without a script;
/// the page's script sets them with KaTeX.</summary>
/// <param name="links">Where relative links and pictures lead.</param>
internal sealed class MarkdownHtml(PageLinks links)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseAdvancedExtensions()
        .UseAutoIdentifiers(Markdig.Extensions.AutoIdentifiers.AutoIdentifierOptions.GitHub)
        .Build();

    private readonly HashSet<string> ids = new(StringComparer.Ordinal);

    /// <summary>The headings of all cells converted so far.</summary>
    public List<Heading> Headings { get; } = [];

    /// <summary>Converts one cell.</summary>
    /// <param name="markdown">Its text.</param>
    /// <param name="cell">The cell whose attachments the text may show, or <see langword="null"/>.</param>
    public string Convert(string markdown, NotebookCell? cell = null)
    {
        MarkdownDocument document = Markdown.Parse(markdown, Pipeline);
        foreach (HeadingBlock heading in document.Descendants<HeadingBlock>())
        {
            Note(heading);
        }

        foreach (LinkInline link in document.Descendants<LinkInline>())
        {
            link.Url = link.IsImage ? links.Image(link.Url ?? "", cell) : links.Link(link.Url ?? "");
        }

        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathInlineRenderer>(new InlineMath());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathBlockRenderer>(new BlockMath());
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new HighlightedCode());
        renderer.Render(document);
        return writer.ToString();
    }

    /// <summary>The first heading of level 1 and the first paragraph, whose formulas stand in <c>\(</c> and <c>\)</c>.</summary>
    public static (string? Title, string? Lead) Summary(Notebook notebook)
    {
        string? title = null;
        foreach (NotebookCell cell in notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown))
        {
            foreach (Block block in Markdown.Parse(cell.Source, Pipeline))
            {
                title ??= block is HeadingBlock { Level: 1 } heading ? Text(heading.Inline) : null;
                if (block is ParagraphBlock paragraph && Text(paragraph.Inline, @"\(", @"\)") is { Length: > 0 } lead)
                {
                    return (title, lead);
                }
            }
        }

        return (title, null);
    }

    /// <summary>Anchors are unique on the page, not only in a cell.</summary>
    private void Note(HeadingBlock heading)
    {
        string text = Text(heading.Inline);
        string id = heading.GetAttributes().Id ?? "section";
        string unique = id;
        for (int i = 1; !ids.Add(unique); i++)
        {
            unique = $"{id}-{i}";
        }

        heading.GetAttributes().Id = unique;
        Headings.Add(new(heading.Level, unique, text));
    }

    private static string Text(ContainerInline? inlines, string beforeFormula = "", string afterFormula = "") =>
        string.Concat((inlines?.Descendants() ?? []).Select(inline => inline switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            MathInline math => beforeFormula + math.Content + afterFormula,
            LineBreakInline => " ",
            _ => "",
        }));

    private sealed class InlineMath : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline formula) =>
            renderer.Write(formula.DelimiterCount > 1 ? "<span class=\"math display\">" : "<span class=\"math\">")
                .WriteEscape(formula.Content.ToString()).Write("</span>");
    }

    private sealed class BlockMath : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock formula) =>
            renderer.Write("<div class=\"math display\">").WriteEscape(formula.Lines.ToString()).WriteLine("</div>");
    }

    private sealed class HighlightedCode : HtmlObjectRenderer<CodeBlock>
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock block)
        {
            string code = block.Lines.ToString();
            bool isCSharp = block is FencedCodeBlock { Info: "csharp" or "cs" or "c#" or "C#" };
            renderer.Write("<pre class=\"code\"><code>");
            _ = isCSharp ? renderer.Write(CodeHtml.Convert(code)) : renderer.WriteEscape(code);
            renderer.WriteLine("</code></pre>");
        }
    }
}
