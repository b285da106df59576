namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>How bars of the same place stand together.</summary>
    public sealed class BarMode : IStyleValue
    {
        private readonly string value;

        private BarMode(string value) => this.value = value;

        /// <summary><c>group</c></summary>
        public static BarMode Group { get; } = new("group");

        /// <summary><c>overlay</c></summary>
        public static BarMode Overlay { get; } = new("overlay");

        /// <summary><c>relative</c></summary>
        public static BarMode Relative { get; } = new("relative");

        /// <summary><c>stack</c></summary>
        public static BarMode Stack { get; } = new("stack");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>What stacked bars are divided by.</summary>
    public sealed class BarNorm : IStyleValue
    {
        private readonly string value;

        private BarNorm(string value) => this.value = value;

        /// <summary><c>fraction</c></summary>
        public static BarNorm Fraction { get; } = new("fraction");

        /// <summary><c>nothing</c></summary>
        public static BarNorm NoNorm { get; } = new("");

        /// <summary><c>percent</c></summary>
        public static BarNorm Percent { get; } = new("percent");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>Along which direction something runs.</summary>
    public sealed class Orientation : IStyleValue
    {
        private readonly string value;

        private Orientation(string value) => this.value = value;

        /// <summary><c>h</c></summary>
        public static Orientation Horizontal { get; } = new("h");

        /// <summary><c>v</c></summary>
        public static Orientation Vertical { get; } = new("v");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>The pattern of a filled area.</summary>
    public sealed class PatternShape : IStyleValue
    {
        private readonly string value;

        private PatternShape(string value) => this.value = value;

        /// <summary><c>+</c></summary>
        public static PatternShape Checked { get; } = new("+");

        /// <summary><c>/</c></summary>
        public static PatternShape DiagonalAscending { get; } = new("/");

        /// <summary><c>x</c></summary>
        public static PatternShape DiagonalChecked { get; } = new("x");

        /// <summary><c>\</c></summary>
        public static PatternShape DiagonalDescending { get; } = new("\\");

        /// <summary><c>.</c></summary>
        public static PatternShape Dots { get; } = new(".");

        /// <summary><c>-</c></summary>
        public static PatternShape HorizontalLines { get; } = new("-");

        /// <summary><c>nothing</c></summary>
        public static PatternShape None { get; } = new("");

        /// <summary><c>|</c></summary>
        public static PatternShape VerticalLines { get; } = new("|");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>Whether a pattern replaces the fill or lies over it.</summary>
    public sealed class PatternFillMode : IStyleValue
    {
        private readonly string value;

        private PatternFillMode(string value) => this.value = value;

        /// <summary><c>overlay</c></summary>
        public static PatternFillMode Overlay { get; } = new("overlay");

        /// <summary><c>replace</c></summary>
        public static PatternFillMode Replace { get; } = new("replace");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }
}
