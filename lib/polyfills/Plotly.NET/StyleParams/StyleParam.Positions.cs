namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Which part of something stands at its x.</summary>
    public sealed class XAnchorPosition : IStyleValue
    {
        private readonly string value;

        private XAnchorPosition(string value) => this.value = value;

        /// <summary><c>auto</c></summary>
        public static XAnchorPosition Auto { get; } = new("auto");

        /// <summary><c>center</c></summary>
        public static XAnchorPosition Center { get; } = new("center");

        /// <summary><c>left</c></summary>
        public static XAnchorPosition Left { get; } = new("left");

        /// <summary><c>right</c></summary>
        public static XAnchorPosition Right { get; } = new("right");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>Which part of something stands at its y.</summary>
    public sealed class YAnchorPosition : IStyleValue
    {
        private readonly string value;

        private YAnchorPosition(string value) => this.value = value;

        /// <summary><c>auto</c></summary>
        public static YAnchorPosition Auto { get; } = new("auto");

        /// <summary><c>bottom</c></summary>
        public static YAnchorPosition Bottom { get; } = new("bottom");

        /// <summary><c>middle</c></summary>
        public static YAnchorPosition Middle { get; } = new("middle");

        /// <summary><c>top</c></summary>
        public static YAnchorPosition Top { get; } = new("top");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>How symbols of a legend stand to their text.</summary>
    public sealed class VerticalAlign : IStyleValue
    {
        private readonly string value;

        private VerticalAlign(string value) => this.value = value;

        /// <summary><c>bottom</c></summary>
        public static VerticalAlign Bottom { get; } = new("bottom");

        /// <summary><c>middle</c></summary>
        public static VerticalAlign Middle { get; } = new("middle");

        /// <summary><c>top</c></summary>
        public static VerticalAlign Top { get; } = new("top");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>What a length is measured in.</summary>
    public sealed class UnitMode : IStyleValue
    {
        private readonly string value;

        private UnitMode(string value) => this.value = value;

        /// <summary><c>fraction</c></summary>
        public static UnitMode Fraction { get; } = new("fraction");

        /// <summary><c>pixels</c></summary>
        public static UnitMode Pixels { get; } = new("pixels");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>Whether something is drawn above or below the traces.</summary>
    public sealed class Layer : IStyleValue
    {
        private readonly string value;

        private Layer(string value) => this.value = value;

        /// <summary><c>above</c></summary>
        public static Layer Above { get; } = new("above");

        /// <summary><c>above traces</c></summary>
        public static Layer AboveTraces { get; } = new("above traces");

        /// <summary><c>below</c></summary>
        public static Layer Below { get; } = new("below");

        /// <summary><c>below traces</c></summary>
        public static Layer BelowTraces { get; } = new("below traces");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }
}
