using System.Text.Json.Nodes;

namespace Workbook.Notebooks.Html;

/// <summary>The chart that stands for a notebook in the index.</summary>
internal static class Thumbnail
{
    private const int Largest = 200_000;

    /// <summary>The first chart of a reasonable size as SVG, or <see langword="null"/>. A cell tagged
    /// <c>thumbnail</c> goes first.</summary>
    public static string? Of(Notebook notebook) => notebook.Cells
        .Where(cell => cell.Kind == CellKind.Code)
        .OrderByDescending(cell => cell.HasTag("thumbnail"))
        .SelectMany(cell => cell.Outputs.OfType<JsonObject>())
        .Select(output => MultilineText.Join((output["data"] as JsonObject)?["image/svg+xml"]))
        .FirstOrDefault(svg => svg.Length is > 0 and < Largest);
}
