using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>
    /// Charts in rows and columns, row after row. <c>Chart.Invisible()</c> leaves a place empty.
    /// </summary>
    /// <remarks>Annotations of the charts keep the axes that they name, so give texts of cells otherwise.</remarks>
    public static GenericChart Grid(
        IEnumerable<GenericChart> gCharts, int nRows, int nCols, Optional<IEnumerable<string>> SubPlotTitles = default,
        Optional<Font> SubPlotTitleFont = default, Optional<double> SubPlotTitleOffset = default,
        Optional<Tuple<StyleParam.LinearAxisId, StyleParam.LinearAxisId>[][]> SubPlots = default,
        Optional<StyleParam.LinearAxisId[]> XAxes = default, Optional<StyleParam.LinearAxisId[]> YAxes = default,
        Optional<StyleParam.LayoutGridRowOrder> RowOrder = default,
        Optional<StyleParam.LayoutGridPattern> Pattern = default, Optional<double> XGap = default,
        Optional<double> YGap = default, Optional<Domain> Domain = default,
        Optional<StyleParam.LayoutGridXSide> XSide = default, Optional<StyleParam.LayoutGridYSide> YSide = default)
    {
        StyleParam.LayoutGridPattern pattern = Pattern.Or(StyleParam.LayoutGridPattern.Independent);
        StyleParam.LayoutGridRowOrder order = RowOrder.Or(StyleParam.LayoutGridRowOrder.TopToBottom);
        bool coupled = pattern.ToString() == StyleParam.LayoutGridPattern.Coupled.ToString();
        GenericChart grid = Combine(gCharts.Select((chart, i) => GridCell.Place(chart, i, nCols, coupled)));
        if (SubPlotTitles.IsSome)
        {
            var titles = new GridTitles(nRows, nCols, XGap.Or(coupled ? 0.1 : 0.2), YGap.Or(coupled ? 0.1 : 0.3),
                order.ToString() == StyleParam.LayoutGridRowOrder.BottomToTop.ToString());
            IEnumerable<Annotation> made = SubPlotTitles.Value.Take(nRows * nCols)
                .Select((title, i) => titles.Make(title, i, SubPlotTitleFont, SubPlotTitleOffset.Or(0)));
            var others = grid.Layout.Properties.GetValueOrDefault("annotations") as System.Collections.IEnumerable;
            grid.Layout.SetProperty("annotations", made.Concat(others?.Cast<object>() ?? []).ToArray());
        }
        else if (!grid.Layout.Properties.ContainsKey("annotations"))
        {
            grid.Layout.SetProperty("annotations", Array.Empty<Annotation>());
        }
        grid.Layout.SetProperty("grid", new LayoutGrid().Set("rows", nRows).Set("columns", nCols)
            .Set("subplots", SubPlots.IsSome ? SubPlots.Value.Select(row => row
                .Select(pair => $"{pair.Item1}{pair.Item2}").ToArray()).ToArray() : null)
            .Set("xaxes", XAxes).Set("yaxes", YAxes).Set("roworder", order).Set("pattern", pattern)
            .Set("xgap", XGap).Set("ygap", YGap).Set("domain", Domain).Set("xside", XSide).Set("yside", YSide));
        return grid;
    }

    /// <summary>Charts one under the other.</summary>
    public static GenericChart SingleStack(
        IEnumerable<GenericChart> gCharts, Optional<IEnumerable<string>> SubPlotTitles = default,
        Optional<Font> SubPlotTitleFont = default, Optional<double> SubPlotTitleOffset = default,
        Optional<Tuple<StyleParam.LinearAxisId, StyleParam.LinearAxisId>[][]> SubPlots = default,
        Optional<StyleParam.LinearAxisId[]> XAxes = default, Optional<StyleParam.LinearAxisId[]> YAxes = default,
        Optional<StyleParam.LayoutGridRowOrder> RowOrder = default,
        Optional<StyleParam.LayoutGridPattern> Pattern = default, Optional<double> XGap = default,
        Optional<double> YGap = default, Optional<Domain> Domain = default,
        Optional<StyleParam.LayoutGridXSide> XSide = default, Optional<StyleParam.LayoutGridYSide> YSide = default)
    {
        GenericChart[] charts = [.. gCharts];
        return Grid(charts, charts.Length, 1, SubPlotTitles, SubPlotTitleFont, SubPlotTitleOffset, SubPlots, XAxes,
            YAxes, RowOrder, Pattern, XGap, YGap, Domain, XSide, YSide);
    }
}
