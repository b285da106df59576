using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

public static partial class GenericChartExtensions
{
    /// <summary>
    /// Adds to a y axis: title, range, kind, lines. The first axis, unless <paramref name="Id"/> names another.
    /// </summary>
    /// <remarks>On a logarithmic axis <paramref name="MinMax"/> holds exponents of 10.</remarks>
    public static GenericChart WithYAxisStyle<MinType, MaxType, CategoryArrayType>(
        this GenericChart gChart, Optional<string> TitleText = default, Optional<Font> TitleFont = default,
        Optional<int> TitleStandoff = default, Optional<Title> Title = default, Optional<Color> Color = default,
        Optional<StyleParam.AxisType> AxisType = default, Optional<Tuple<MinType, MaxType>> MinMax = default,
        Optional<StyleParam.Mirror> Mirror = default, Optional<bool> ShowSpikes = default,
        Optional<Color> SpikeColor = default, Optional<int> SpikeThickness = default,
        Optional<bool> ShowLine = default, Optional<Color> LineColor = default, Optional<bool> ShowGrid = default,
        Optional<Color> GridColor = default, Optional<StyleParam.DrawingStyle> GridDash = default,
        Optional<bool> ZeroLine = default, Optional<Color> ZeroLineColor = default,
        Optional<StyleParam.LinearAxisId> Anchor = default, Optional<StyleParam.Side> Side = default,
        Optional<StyleParam.LinearAxisId> Overlaying = default, Optional<bool> AutoShift = default,
        Optional<int> Shift = default, Optional<Tuple<double, double>> Domain = default,
        Optional<double> Position = default, Optional<StyleParam.CategoryOrder> CategoryOrder = default,
        Optional<IEnumerable<CategoryArrayType>> CategoryArray = default, Optional<RangeSlider> RangeSlider = default,
        Optional<RangeSelector> RangeSelector = default, Optional<Color> BackgroundColor = default,
        Optional<bool> ShowBackground = default, Optional<StyleParam.SubPlotId> Id = default)
        where MinType : IConvertible
        where MaxType : IConvertible
        where CategoryArrayType : IConvertible
    {
        Title title = Title.OrNew().Set("text", TitleText).Set("font", TitleFont).Set("standoff", TitleStandoff);
        LinearAxis axis = new LinearAxis().Set("title", title).Set("color", Color).Set("type", AxisType)
            .Set("range", MinMax.IsSome ? new object[] { MinMax.Value.Item1, MinMax.Value.Item2 } : null)
            .Set("mirror", Mirror).Set("showspikes", ShowSpikes).Set("spikecolor", SpikeColor)
            .Set("spikethickness", SpikeThickness).Set("showline", ShowLine).Set("linecolor", LineColor)
            .Set("showgrid", ShowGrid).Set("gridcolor", GridColor).Set("griddash", GridDash).Set("zeroline", ZeroLine)
            .Set("zerolinecolor", ZeroLineColor).Set("anchor", Anchor).Set("side", Side).Set("overlaying", Overlaying)
            .Set("autoshift", AutoShift).Set("shift", Shift)
            .Set("domain", Domain.IsSome ? new[] { Domain.Value.Item1, Domain.Value.Item2 } : null)
            .Set("position", Position).Set("categoryorder", CategoryOrder).Set("categoryarray", CategoryArray)
            .Set("rangeslider", RangeSlider).Set("rangeselector", RangeSelector)
            .Set("backgroundcolor", BackgroundColor).Set("showbackground", ShowBackground);
        return gChart.With(Id.Or(StyleParam.SubPlotId.NewYAxis(1)), axis);
    }
}
