namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>How a line is dashed.</summary>
    public sealed class DrawingStyle : IStyleValue
    {
        private readonly string value;

        private DrawingStyle(string value) => this.value = value;

        /// <summary><c>dash</c></summary>
        public static DrawingStyle Dash { get; } = new("dash");

        /// <summary><c>dashdot</c></summary>
        public static DrawingStyle DashDot { get; } = new("dashdot");

        /// <summary><c>dot</c></summary>
        public static DrawingStyle Dot { get; } = new("dot");

        /// <summary><c>longdash</c></summary>
        public static DrawingStyle LongDash { get; } = new("longdash");

        /// <summary><c>longdashdot</c></summary>
        public static DrawingStyle LongDashDot { get; } = new("longdashdot");

        /// <summary><c>solid</c></summary>
        public static DrawingStyle Solid { get; } = new("solid");

        /// <summary>Lengths of dashes and gaps in pixels, in turn.</summary>
        public static DrawingStyle NewUser(IEnumerable<int> item) =>
            new(string.Join(",", item.Select(length => $"{length}px")));

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }
}
