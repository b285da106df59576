namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Where text of several lines is aligned.</summary>
    public sealed class Align : IStyleValue
    {
        private readonly string value;

        private Align(string value) => this.value = value;

        /// <summary><c>auto</c></summary>
        public static Align Auto { get; } = new("auto");

        /// <summary><c>left</c></summary>
        public static Align Left { get; } = new("left");

        /// <summary><c>right</c></summary>
        public static Align Right { get; } = new("right");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>Where text stands at its point.</summary>
    public sealed class TextPosition : IStyleValue
    {
        private readonly string value;

        private TextPosition(string value) => this.value = value;

        /// <summary><c>auto</c></summary>
        public static TextPosition Auto { get; } = new("auto");

        /// <summary><c>bottom center</c></summary>
        public static TextPosition BottomCenter { get; } = new("bottom center");

        /// <summary><c>bottom left</c></summary>
        public static TextPosition BottomLeft { get; } = new("bottom left");

        /// <summary><c>bottom right</c></summary>
        public static TextPosition BottomRight { get; } = new("bottom right");

        /// <summary><c>inside</c></summary>
        public static TextPosition Inside { get; } = new("inside");

        /// <summary><c>middle center</c></summary>
        public static TextPosition MiddleCenter { get; } = new("middle center");

        /// <summary><c>middle left</c></summary>
        public static TextPosition MiddleLeft { get; } = new("middle left");

        /// <summary><c>middle right</c></summary>
        public static TextPosition MiddleRight { get; } = new("middle right");

        /// <summary><c>none</c></summary>
        public static TextPosition None { get; } = new("none");

        /// <summary><c>outside</c></summary>
        public static TextPosition Outside { get; } = new("outside");

        /// <summary><c>top center</c></summary>
        public static TextPosition TopCenter { get; } = new("top center");

        /// <summary><c>top left</c></summary>
        public static TextPosition TopLeft { get; } = new("top left");

        /// <summary><c>top right</c></summary>
        public static TextPosition TopRight { get; } = new("top right");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>What a sector shows as text.</summary>
    public sealed class TextInfo : IStyleValue
    {
        private readonly string value;

        private TextInfo(string value) => this.value = value;

        /// <summary><c>all</c></summary>
        public static TextInfo All { get; } = new("all");

        /// <summary><c>label</c></summary>
        public static TextInfo Label { get; } = new("label");

        /// <summary><c>none</c></summary>
        public static TextInfo None { get; } = new("none");

        /// <summary><c>percent</c></summary>
        public static TextInfo Percent { get; } = new("percent");

        /// <summary><c>text</c></summary>
        public static TextInfo Text { get; } = new("text");

        /// <summary><c>value</c></summary>
        public static TextInfo Value { get; } = new("value");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>In which direction sectors follow each other.</summary>
    public sealed class Direction : IStyleValue
    {
        private readonly string value;

        private Direction(string value) => this.value = value;

        /// <summary><c>clockwise</c></summary>
        public static Direction Clockwise { get; } = new("clockwise");

        /// <summary><c>counterclockwise</c></summary>
        public static Direction CounterClockwise { get; } = new("counterclockwise");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }
}
