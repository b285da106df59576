using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbook.Notebooks.Html;

/// <summary>What the index says about one notebook.</summary>
/// <param name="Page">Its page's file name.</param>
/// <param name="Title">Its first heading.</param>
/// <param name="Lead">Its first paragraph, formulas in <c>\(</c> and <c>\)</c>.</param>
/// <param name="Seconds">How long its cells took.</param>
/// <param name="Cells">How many of them ran.</param>
/// <param name="Problem">What went wrong, or <see langword="null"/>.</param>
/// <param name="Picture">A chart of the notebook as SVG, or <see langword="null"/>.</param>
internal sealed record IndexEntry(
    string Page, string Title, string? Lead, double Seconds, int Cells, string? Problem, string? Picture);

/// <summary>The page that leads to all others.</summary>
internal static partial class IndexPage
{
    /// <summary>Writes the page.</summary>
    public static string Write(IReadOnlyList<IndexEntry> entries)
    {
        var cards = new StringBuilder();
        foreach (IndexEntry entry in entries)
        {
            cards.Append(Card(entry));
        }

        int failed = entries.Count(entry => entry.Problem is not null);
        TimeSpan total = TimeSpan.FromSeconds(entries.Sum(entry => entry.Seconds));
        string state = failed > 0 ? $", {failed} did not run through" : "";
        string time = total > TimeSpan.Zero ? $", {Commands.TerminalProgress.Seconds(total)} together" : "";
        return $"""
            {PageHead.Write("PEFT Workbook for .NET", cards.ToString(), standalone: false)}<body class="index">
            <main>
            <header>
            <h1>PEFT Workbook <span>for .NET</span></h1>
            <p>From attention to LoRA in C#, live. {entries.Count} notebook{(entries.Count == 1 ? "" : "s")}{state}{time}.</p>
            </header>
            <div class="cards">
            {cards}</div>
            </main>
            {PageHead.Scripts(standalone: false)}</body>
            </html>

            """;
    }

    private static string Card(IndexEntry entry)
    {
        string state = entry.Problem is null ? "<span class=\"state ok\">ran</span>" : "<span class=\"state failed\">failed</span>";
        string problem = entry.Problem is null ? "" : $"<p class=\"problem\">{WebUtility.HtmlEncode(entry.Problem)}</p>";
        string number = Path.GetFileNameWithoutExtension(entry.Page) is [>= '0' and <= '9', >= '0' and <= '9', ..] name
            ? name[..2].TrimStart('0')
            : "";
        string time = entry.Seconds > 0 ? $"<span>{Commands.TerminalProgress.Seconds(TimeSpan.FromSeconds(entry.Seconds))}</span>" : "";
        return $"""
            <a class="card" href="{WebUtility.HtmlEncode(Uri.EscapeDataString(entry.Page))}">
            <div class="thumbnail">{Thumbnail(entry.Picture) ?? $"<span class=\"number\">{number}</span>"}</div>
            <div class="text">
            <h2>{WebUtility.HtmlEncode(entry.Title)}</h2>
            <p>{Formula().Replace(WebUtility.HtmlEncode(Shorten(entry.Lead)), "<span class=\"math\">$1</span>")}</p>
            {problem}<p class="facts">{state}<span>{entry.Cells} cells</span>{time}</p>
            </div>
            </a>

            """;
    }

    /// <summary>As a picture of its own, so that ids and styles of two charts on this page do not mix.</summary>
    private static string? Thumbnail(string? svg) => svg is null
        ? null
        : $"<img alt=\"\" src=\"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}\">";

    private static string Shorten(string? text)
    {
        const int Most = 240;
        if (text is null || text.Length <= Most)
        {
            return text ?? "";
        }

        int end = text.LastIndexOf(' ', Most);
        string start = text[..(end > 0 ? end : Most)];
        int formula = start.LastIndexOf(@"\(", StringComparison.Ordinal);
        bool isCut = formula > start.LastIndexOf(@"\)", StringComparison.Ordinal);
        return (isCut ? start[..formula].TrimEnd() : start) + "…";
    }

    [GeneratedRegex(@"\\\((.+?)\\\)", RegexOptions.Singleline)]
    private static partial Regex Formula();
}
