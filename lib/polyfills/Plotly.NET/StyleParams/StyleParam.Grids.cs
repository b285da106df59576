namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Whether the charts of a grid share axes.</summary>
    public sealed class LayoutGridPattern : IStyleValue
    {
        private readonly string value;

        private LayoutGridPattern(string value) => this.value = value;

        /// <summary><c>coupled</c></summary>
        public static LayoutGridPattern Coupled { get; } = new("coupled");

        /// <summary><c>independent</c></summary>
        public static LayoutGridPattern Independent { get; } = new("independent");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>Which row of a grid comes first.</summary>
    public sealed class LayoutGridRowOrder : IStyleValue
    {
        private readonly string value;

        private LayoutGridRowOrder(string value) => this.value = value;

        /// <summary><c>bottom to top</c></summary>
        public static LayoutGridRowOrder BottomToTop { get; } = new("bottom to top");

        /// <summary><c>top to bottom</c></summary>
        public static LayoutGridRowOrder TopToBottom { get; } = new("top to bottom");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>Where a grid draws its x axes.</summary>
    public sealed class LayoutGridXSide : IStyleValue
    {
        private readonly string value;

        private LayoutGridXSide(string value) => this.value = value;

        /// <summary><c>bottom</c></summary>
        public static LayoutGridXSide Bottom { get; } = new("bottom");

        /// <summary><c>bottom plot</c></summary>
        public static LayoutGridXSide BottomPlot { get; } = new("bottom plot");

        /// <summary><c>top</c></summary>
        public static LayoutGridXSide Top { get; } = new("top");

        /// <summary><c>top plot</c></summary>
        public static LayoutGridXSide TopPlot { get; } = new("top plot");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>Where a grid draws its y axes.</summary>
    public sealed class LayoutGridYSide : IStyleValue
    {
        private readonly string value;

        private LayoutGridYSide(string value) => this.value = value;

        /// <summary><c>left</c></summary>
        public static LayoutGridYSide Left { get; } = new("left");

        /// <summary><c>left plot</c></summary>
        public static LayoutGridYSide LeftPlot { get; } = new("left plot");

        /// <summary><c>right</c></summary>
        public static LayoutGridYSide Right { get; } = new("right");

        /// <summary><c>right plot</c></summary>
        public static LayoutGridYSide RightPlot { get; } = new("right plot");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }
}
