namespace PeftWorkbook.Plots.Svg;

/// <summary>The cells of a grid of plots, in fractions of the figure, as plotly.js computes them.</summary>
internal sealed class Grid(Attr grid)
{
    public bool Exists => grid["rows"].Exists && grid["columns"].Exists;

    public bool IsCoupled => grid["pattern"].Text("coupled") == "coupled";

    public int Rows => (int)Math.Clamp(grid["rows"].Number(1), 1, 100);

    public int Columns => (int)Math.Clamp(grid["columns"].Number(1), 1, 100);

    public (double From, double To) Column(int column) =>
        Exists ? Cell(column, Columns, grid["xgap"].Number(IsCoupled ? 0.1 : 0.2)) : (0, 1);

    public (double From, double To) Row(int row)
    {
        if (!Exists)
            return (0, 1);
        bool down = grid["roworder"].Text("top to bottom") == "top to bottom";
        return Cell(down ? Rows - 1 - row : row, Rows, grid["ygap"].Number(IsCoupled ? 0.1 : 0.3));
    }

    private static (double, double) Cell(int index, int count, double gap)
    {
        double pitch = 1 / (count - gap);
        return (index * pitch, (index * pitch) + (pitch * (1 - gap)));
    }
}
