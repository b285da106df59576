using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

/// <summary>
/// Titles over the cells of a grid. A gap is a fraction of a cell's pitch, as in plotly.js: with n cells the pitch is
/// 1 / (n - gap), and a cell takes pitch * (1 - gap) of it.
/// </summary>
internal sealed class GridTitles(int rows, int columns, double xGap, double yGap, bool bottomToTop)
{
    public Annotation Make(string title, int index, Optional<Font> font, double offset)
    {
        (int row, int column) = (index / columns, index % columns);
        int fromBottom = bottomToTop ? row : rows - 1 - row;
        double xPitch = 1 / (columns - xGap), yPitch = 1 / (rows - yGap);
        double center = (column * xPitch) + (xPitch * (1 - xGap) / 2);
        double top = (fromBottom * yPitch) + (yPitch * (1 - yGap));
        return new Annotation().Set("x", center).Set("y", top + offset).Set("font", font).Set("showarrow", false)
            .Set("text", title).Set("xanchor", "center").Set("xref", "paper").Set("yanchor", "bottom")
            .Set("yref", "paper");
    }
}
