namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>What an axis shows: numbers, logarithms, dates, categories.</summary>
    public sealed class AxisType : IStyleValue
    {
        private readonly string value;

        private AxisType(string value) => this.value = value;

        /// <summary><c>-</c></summary>
        public static AxisType Auto { get; } = new("-");

        /// <summary><c>category</c></summary>
        public static AxisType Category { get; } = new("category");

        /// <summary><c>date</c></summary>
        public static AxisType Date { get; } = new("date");

        /// <summary><c>linear</c></summary>
        public static AxisType Linear { get; } = new("linear");

        /// <summary><c>log</c></summary>
        public static AxisType Log { get; } = new("log");

        /// <summary><c>multicategory</c></summary>
        public static AxisType MultiCategory { get; } = new("multicategory");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>Whether an axis takes its range from the data, and in which direction.</summary>
    public sealed class AutoRange : IStyleValue
    {
        private readonly object value;

        private AutoRange(object value) => this.value = value;

        /// <summary><c>False</c></summary>
        public static AutoRange False { get; } = new(false);

        /// <summary><c>max</c></summary>
        public static AutoRange Max { get; } = new("max");

        /// <summary><c>max reversed</c></summary>
        public static AutoRange MaxReversed { get; } = new("max reversed");

        /// <summary><c>min</c></summary>
        public static AutoRange Min { get; } = new("min");

        /// <summary><c>min reversed</c></summary>
        public static AutoRange MinReversed { get; } = new("min reversed");

        /// <summary><c>reversed</c></summary>
        public static AutoRange Reversed { get; } = new("reversed");

        /// <summary><c>True</c></summary>
        public static AutoRange True { get; } = new(true);

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() =>
            System.Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
    }

    /// <summary>In which order categories stand.</summary>
    public sealed class CategoryOrder : IStyleValue
    {
        private readonly string value;

        private CategoryOrder(string value) => this.value = value;

        /// <summary><c>array</c></summary>
        public static CategoryOrder Array { get; } = new("array");

        /// <summary><c>category ascending</c></summary>
        public static CategoryOrder CategoryAscending { get; } = new("category ascending");

        /// <summary><c>category descending</c></summary>
        public static CategoryOrder CategoryDescending { get; } = new("category descending");

        /// <summary><c>max ascending</c></summary>
        public static CategoryOrder MaxAscending { get; } = new("max ascending");

        /// <summary><c>max descending</c></summary>
        public static CategoryOrder MaxDescending { get; } = new("max descending");

        /// <summary><c>mean ascending</c></summary>
        public static CategoryOrder MeanAscending { get; } = new("mean ascending");

        /// <summary><c>mean descending</c></summary>
        public static CategoryOrder MeanDescending { get; } = new("mean descending");

        /// <summary><c>median ascending</c></summary>
        public static CategoryOrder MedianAscending { get; } = new("median ascending");

        /// <summary><c>median descending</c></summary>
        public static CategoryOrder MedianDescending { get; } = new("median descending");

        /// <summary><c>min ascending</c></summary>
        public static CategoryOrder MinAscending { get; } = new("min ascending");

        /// <summary><c>min descending</c></summary>
        public static CategoryOrder MinDescending { get; } = new("min descending");

        /// <summary><c>sum ascending</c></summary>
        public static CategoryOrder SumAscending { get; } = new("sum ascending");

        /// <summary><c>sum descending</c></summary>
        public static CategoryOrder SumDescending { get; } = new("sum descending");

        /// <summary><c>total ascending</c></summary>
        public static CategoryOrder TotalAscending { get; } = new("total ascending");

        /// <summary><c>total descending</c></summary>
        public static CategoryOrder TotalDescending { get; } = new("total descending");

        /// <summary><c>trace</c></summary>
        public static CategoryOrder Trace { get; } = new("trace");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>Whether lines of an axis are drawn on the opposite side too.</summary>
    public sealed class Mirror : IStyleValue
    {
        private readonly object value;

        private Mirror(object value) => this.value = value;

        /// <summary><c>all</c></summary>
        public static Mirror All { get; } = new("all");

        /// <summary><c>allticks</c></summary>
        public static Mirror AllTicks { get; } = new("allticks");

        /// <summary><c>False</c></summary>
        public static Mirror False { get; } = new(false);

        /// <summary><c>ticks</c></summary>
        public static Mirror Ticks { get; } = new("ticks");

        /// <summary><c>True</c></summary>
        public static Mirror True { get; } = new(true);

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() =>
            System.Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
    }

    /// <summary>On which side of a chart something stands.</summary>
    public sealed class Side : IStyleValue
    {
        private readonly string value;

        private Side(string value) => this.value = value;

        /// <summary><c>bottom</c></summary>
        public static Side Bottom { get; } = new("bottom");

        /// <summary><c>left</c></summary>
        public static Side Left { get; } = new("left");

        /// <summary><c>right</c></summary>
        public static Side Right { get; } = new("right");

        /// <summary><c>top</c></summary>
        public static Side Top { get; } = new("top");

        /// <summary><c>top center</c></summary>
        public static Side TopCenter { get; } = new("top center");

        /// <summary><c>top left</c></summary>
        public static Side TopLeft { get; } = new("top left");

        /// <summary><c>top right</c></summary>
        public static Side TopRight { get; } = new("top right");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>How ticks are chosen.</summary>
    public sealed class TickMode : IStyleValue
    {
        private readonly string value;

        private TickMode(string value) => this.value = value;

        /// <summary><c>array</c></summary>
        public static TickMode Array { get; } = new("array");

        /// <summary><c>auto</c></summary>
        public static TickMode Auto { get; } = new("auto");

        /// <summary><c>linear</c></summary>
        public static TickMode Linear { get; } = new("linear");

        /// <summary><c>sync</c></summary>
        public static TickMode Sync { get; } = new("sync");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>Where labels stand at their ticks.</summary>
    public sealed class TickLabelPosition : IStyleValue
    {
        private readonly string value;

        private TickLabelPosition(string value) => this.value = value;

        /// <summary><c>inside</c></summary>
        public static TickLabelPosition Inside { get; } = new("inside");

        /// <summary><c>inside bottom</c></summary>
        public static TickLabelPosition InsideBottom { get; } = new("inside bottom");

        /// <summary><c>inside left</c></summary>
        public static TickLabelPosition InsideLeft { get; } = new("inside left");

        /// <summary><c>inside right</c></summary>
        public static TickLabelPosition InsideRight { get; } = new("inside right");

        /// <summary><c>inside top</c></summary>
        public static TickLabelPosition InsideTop { get; } = new("inside top");

        /// <summary><c>outside</c></summary>
        public static TickLabelPosition Outside { get; } = new("outside");

        /// <summary><c>outside bottom</c></summary>
        public static TickLabelPosition OutsideBottom { get; } = new("outside bottom");

        /// <summary><c>outside left</c></summary>
        public static TickLabelPosition OutsideLeft { get; } = new("outside left");

        /// <summary><c>outside right</c></summary>
        public static TickLabelPosition OutsideRight { get; } = new("outside right");

        /// <summary><c>outside top</c></summary>
        public static TickLabelPosition OutsideTop { get; } = new("outside top");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }
}
