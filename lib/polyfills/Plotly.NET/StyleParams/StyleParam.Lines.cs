namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Which of lines, markers and text a trace draws.</summary>
    public sealed class Mode : IStyleValue
    {
        private readonly string value;

        private Mode(string value) => this.value = value;

        /// <summary><c>lines</c></summary>
        public static Mode Lines { get; } = new("lines");

        /// <summary><c>lines+markers</c></summary>
        public static Mode Lines_Markers { get; } = new("lines+markers");

        /// <summary><c>lines+markers+text</c></summary>
        public static Mode Lines_Markers_Text { get; } = new("lines+markers+text");

        /// <summary><c>lines+text</c></summary>
        public static Mode Lines_Text { get; } = new("lines+text");

        /// <summary><c>markers</c></summary>
        public static Mode Markers { get; } = new("markers");

        /// <summary><c>markers+text</c></summary>
        public static Mode Markers_Text { get; } = new("markers+text");

        /// <summary><c>none</c></summary>
        public static Mode None { get; } = new("none");

        /// <summary><c>text</c></summary>
        public static Mode Text { get; } = new("text");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>Which area a trace fills.</summary>
    public sealed class Fill : IStyleValue
    {
        private readonly string value;

        private Fill(string value) => this.value = value;

        /// <summary><c>none</c></summary>
        public static Fill None { get; } = new("none");

        /// <summary><c>tonext</c></summary>
        public static Fill ToNext { get; } = new("tonext");

        /// <summary><c>tonextx</c></summary>
        public static Fill ToNext_x { get; } = new("tonextx");

        /// <summary><c>tonexty</c></summary>
        public static Fill ToNext_y { get; } = new("tonexty");

        /// <summary><c>toself</c></summary>
        public static Fill ToSelf { get; } = new("toself");

        /// <summary><c>tozerox</c></summary>
        public static Fill ToZero_x { get; } = new("tozerox");

        /// <summary><c>tozeroy</c></summary>
        public static Fill ToZero_y { get; } = new("tozeroy");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>What the traces of a stack are divided by.</summary>
    public sealed class GroupNorm : IStyleValue
    {
        private readonly string value;

        private GroupNorm(string value) => this.value = value;

        /// <summary><c>fraction</c></summary>
        public static GroupNorm Fraction { get; } = new("fraction");

        /// <summary><c>nothing</c></summary>
        public static GroupNorm None { get; } = new("");

        /// <summary><c>percent</c></summary>
        public static GroupNorm Percent { get; } = new("percent");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>How a line goes from point to point.</summary>
    public sealed class Shape : IStyleValue
    {
        private readonly string value;

        private Shape(string value) => this.value = value;

        /// <summary><c>hspline</c></summary>
        public static Shape HSpline { get; } = new("hspline");

        /// <summary><c>hv</c></summary>
        public static Shape Hv { get; } = new("hv");

        /// <summary><c>hvh</c></summary>
        public static Shape Hvh { get; } = new("hvh");

        /// <summary><c>linear</c></summary>
        public static Shape Linear { get; } = new("linear");

        /// <summary><c>spline</c></summary>
        public static Shape Spline { get; } = new("spline");

        /// <summary><c>vh</c></summary>
        public static Shape Vh { get; } = new("vh");

        /// <summary><c>vhv</c></summary>
        public static Shape Vhv { get; } = new("vhv");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>Whether something is drawn.</summary>
    public sealed class Visible : IStyleValue
    {
        private readonly object value;

        private Visible(object value) => this.value = value;

        /// <summary><c>False</c></summary>
        public static Visible False { get; } = new(false);

        /// <summary><c>legendonly</c></summary>
        public static Visible LegendOnly { get; } = new("legendonly");

        /// <summary><c>True</c></summary>
        public static Visible True { get; } = new(true);

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() =>
            System.Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
    }
}
