using System.Text.Json;
using PeftWorkbook.Plots.Svg;

namespace PeftWorkbook.Plots;

/// <summary>
/// Draws a plotly figure as a static picture, for readers without JavaScript. It reads the figure's JSON and so works
/// for any chart: lines, points, areas, bars, histograms, heat maps, boxes, violins, pies, surfaces and points in
/// three dimensions, in grids, with legends, colour bars, annotations and shapes. The same figure gives the same text
/// on every machine.
/// </summary>
public static class StaticSvg
{
    private const int DefaultWidth = 700, DefaultHeight = 450, Largest = 10_000;

    /// <summary>Draws a figure.</summary>
    /// <param name="figureJson">JSON with <c>data</c> and <c>layout</c>, as <c>GenericChart.toFigureJson</c> gives it.</param>
    /// <param name="width">Width in pixels; the layout's own, else 700.</param>
    /// <param name="height">Height in pixels; the layout's own, else 450.</param>
    /// <returns>An <c>svg</c> element.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static string Draw(string figureJson, int? width = null, int? height = null)
    {
        ArgumentNullException.ThrowIfNull(figureJson);
        using JsonDocument document = JsonDocument.Parse(figureJson, new JsonDocumentOptions { MaxDepth = 256 });
        var figure = new Figure(document.RootElement);
        double wide = width ?? figure.Layout["width"].Number(DefaultWidth);
        double high = height ?? figure.Layout["height"].Number(DefaultHeight);
        return new Page(figure, Math.Clamp(wide, 50, Largest), Math.Clamp(high, 50, Largest)).Draw();
    }
}
