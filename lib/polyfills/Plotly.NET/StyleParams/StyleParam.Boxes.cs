namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Whether a box shows mean and standard deviation.</summary>
    public sealed class BoxMean : IStyleValue
    {
        private readonly object value;

        private BoxMean(object value) => this.value = value;

        /// <summary><c>False</c></summary>
        public static BoxMean False { get; } = new(false);

        /// <summary><c>sd</c></summary>
        public static BoxMean SD { get; } = new("sd");

        /// <summary><c>True</c></summary>
        public static BoxMean True { get; } = new(true);

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() =>
            System.Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
    }

    /// <summary>How boxes of the same place stand together.</summary>
    public sealed class BoxMode : IStyleValue
    {
        private readonly string value;

        private BoxMode(string value) => this.value = value;

        /// <summary><c>group</c></summary>
        public static BoxMode Group { get; } = new("group");

        /// <summary><c>overlay</c></summary>
        public static BoxMode Overlay { get; } = new("overlay");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>Which points are drawn beside a box or violin.</summary>
    public sealed class BoxPoints : IStyleValue
    {
        private readonly object value;

        private BoxPoints(object value) => this.value = value;

        /// <summary><c>all</c></summary>
        public static BoxPoints All { get; } = new("all");

        /// <summary><c>False</c></summary>
        public static BoxPoints False { get; } = new(false);

        /// <summary><c>outliers</c></summary>
        public static BoxPoints Outliers { get; } = new("outliers");

        /// <summary><c>suspectedoutliers</c></summary>
        public static BoxPoints SuspectedOutliers { get; } = new("suspectedoutliers");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() =>
            System.Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
    }

    /// <summary>What the edges of a box are.</summary>
    public sealed class BoxSizeMode : IStyleValue
    {
        private readonly string value;

        private BoxSizeMode(string value) => this.value = value;

        /// <summary><c>quartiles</c></summary>
        public static BoxSizeMode Quartiles { get; } = new("quartiles");

        /// <summary><c>sd</c></summary>
        public static BoxSizeMode SD { get; } = new("sd");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>How quartiles are computed.</summary>
    public sealed class QuartileMethod : IStyleValue
    {
        private readonly string value;

        private QuartileMethod(string value) => this.value = value;

        /// <summary><c>exclusive</c></summary>
        public static QuartileMethod Exclusive { get; } = new("exclusive");

        /// <summary><c>inclusive</c></summary>
        public static QuartileMethod Inclusive { get; } = new("inclusive");

        /// <summary><c>linear</c></summary>
        public static QuartileMethod Linear { get; } = new("linear");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>How the widths of violins are set.</summary>
    public sealed class ScaleMode : IStyleValue
    {
        private readonly string value;

        private ScaleMode(string value) => this.value = value;

        /// <summary><c>count</c></summary>
        public static ScaleMode Count { get; } = new("count");

        /// <summary><c>width</c></summary>
        public static ScaleMode Width { get; } = new("width");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>How far a violin reaches.</summary>
    public sealed class SpanMode : IStyleValue
    {
        private readonly string value;

        private SpanMode(string value) => this.value = value;

        /// <summary><c>hard</c></summary>
        public static SpanMode Hard { get; } = new("hard");

        /// <summary><c>manual</c></summary>
        public static SpanMode Manual { get; } = new("manual");

        /// <summary><c>soft</c></summary>
        public static SpanMode Soft { get; } = new("soft");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>Which side of a violin is drawn.</summary>
    public sealed class ViolinSide : IStyleValue
    {
        private readonly string value;

        private ViolinSide(string value) => this.value = value;

        /// <summary><c>both</c></summary>
        public static ViolinSide Both { get; } = new("both");

        /// <summary><c>negative</c></summary>
        public static ViolinSide Negative { get; } = new("negative");

        /// <summary><c>positive</c></summary>
        public static ViolinSide Positive { get; } = new("positive");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }
}
