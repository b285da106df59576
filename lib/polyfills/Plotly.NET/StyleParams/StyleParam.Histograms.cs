namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>What a histogram computes in each bin.</summary>
    public sealed class HistFunc : IStyleValue
    {
        private readonly string value;

        private HistFunc(string value) => this.value = value;

        /// <summary><c>avg</c></summary>
        public static HistFunc Avg { get; } = new("avg");

        /// <summary><c>count</c></summary>
        public static HistFunc Count { get; } = new("count");

        /// <summary><c>max</c></summary>
        public static HistFunc Max { get; } = new("max");

        /// <summary><c>min</c></summary>
        public static HistFunc Min { get; } = new("min");

        /// <summary><c>sum</c></summary>
        public static HistFunc Sum { get; } = new("sum");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>What a histogram's bins are divided by.</summary>
    public sealed class HistNorm : IStyleValue
    {
        private readonly string value;

        private HistNorm(string value) => this.value = value;

        /// <summary><c>density</c></summary>
        public static HistNorm Density { get; } = new("density");

        /// <summary><c>nothing</c></summary>
        public static HistNorm None { get; } = new("");

        /// <summary><c>percent</c></summary>
        public static HistNorm Percent { get; } = new("percent");

        /// <summary><c>probability</c></summary>
        public static HistNorm Probability { get; } = new("probability");

        /// <summary><c>probability density</c></summary>
        public static HistNorm ProbabilityDensity { get; } = new("probability density");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>How a heat map is smoothed.</summary>
    public sealed class SmoothAlg : IStyleValue
    {
        private readonly object value;

        private SmoothAlg(object value) => this.value = value;

        /// <summary><c>best</c></summary>
        public static SmoothAlg Best { get; } = new("best");

        /// <summary><c>False</c></summary>
        public static SmoothAlg False { get; } = new(false);

        /// <summary><c>fast</c></summary>
        public static SmoothAlg Fast { get; } = new("fast");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() =>
            System.Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
    }

    /// <summary>How error bars are given.</summary>
    public sealed class ErrorType : IStyleValue
    {
        private readonly string value;

        private ErrorType(string value) => this.value = value;

        /// <summary><c>constant</c></summary>
        public static ErrorType Constant { get; } = new("constant");

        /// <summary><c>data</c></summary>
        public static ErrorType Data { get; } = new("data");

        /// <summary><c>percent</c></summary>
        public static ErrorType Percent { get; } = new("percent");

        /// <summary><c>sqrt</c></summary>
        public static ErrorType Sqrt { get; } = new("sqrt");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }
}
