using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

/// <summary>A chart's place in a grid: its axes, scene or domain get the number of the cell.</summary>
internal static class GridCell
{
    public static GenericChart Place(GenericChart chart, int index, int columns, bool coupled)
    {
        GenericChart placed = GenericChart.combine([chart]);
        int cell = index + 1;
        (int row, int column) = (index / columns, index % columns);
        string[] wanted = [.. placed.Traces.Select(Kind).Distinct()];
        foreach (Trace trace in placed.Traces)
        {
            switch (Kind(trace))
            {
                case "xy":
                    trace.SetProperty("xaxis", StyleParam.LinearAxisId.NewX(coupled ? column + 1 : cell));
                    trace.SetProperty("yaxis", StyleParam.LinearAxisId.NewY(coupled ? row + 1 : cell));
                    break;
                case "scene":
                    trace.SetProperty("scene", StyleParam.SubPlotId.NewScene(cell));
                    break;
                default:
                    trace.SetProperty("domain", Domain(row, column));
                    break;
            }
        }
        if (wanted.Contains("xy"))
        {
            Rename(placed.Layout, "yaxis", StyleParam.SubPlotId.NewYAxis(cell).ToString());
            Rename(placed.Layout, "xaxis", StyleParam.SubPlotId.NewXAxis(cell).ToString());
        }
        if (wanted.Contains("scene"))
        {
            string scene = StyleParam.SubPlotId.NewScene(cell).ToString();
            Rename(placed.Layout, "scene", scene);
            placed.Layout.Part<Scene>(scene).SetProperty("domain", Domain(row, column));
        }
        return placed;
    }

    private static string Kind(Trace trace) => trace switch
    {
        Trace3D => "scene",
        TraceDomain => "domain",
        _ => "xy",
    };

    private static Domain Domain(int row, int column) => new Domain().Set("row", row).Set("column", column);

    /// <summary>
    /// The chart's own axis or scene is the first; in the grid it has a number, and is there in any case.
    /// </summary>
    private static void Rename(Layout layout, string from, string to)
    {
        object part = layout.Properties.GetValueOrDefault(from)
            ?? (from == "scene" ? new Scene() : (object)new LinearAxis());
        layout.RemoveProperty(from);
        layout.SetProperty(to, part);
    }
}
