namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Where the lines of an annotation are aligned.</summary>
    public sealed class AnnotationAlignment : IStyleValue
    {
        private readonly string value;

        private AnnotationAlignment(string value) => this.value = value;

        /// <summary><c>center</c></summary>
        public static AnnotationAlignment Center { get; } = new("center");

        /// <summary><c>left</c></summary>
        public static AnnotationAlignment Left { get; } = new("left");

        /// <summary><c>right</c></summary>
        public static AnnotationAlignment Right { get; } = new("right");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>The head of an annotation's arrow.</summary>
    public sealed class ArrowHead : IStyleValue
    {
        private readonly int value;

        private ArrowHead(int value) => this.value = value;

        /// <summary><c>3</c></summary>
        public static ArrowHead Barbed { get; } = new(3);

        /// <summary><c>6</c></summary>
        public static ArrowHead Cirle { get; } = new(6);

        /// <summary><c>8</c></summary>
        public static ArrowHead LineOnly { get; } = new(8);

        /// <summary><c>4</c></summary>
        public static ArrowHead SimpleShort { get; } = new(4);

        /// <summary><c>5</c></summary>
        public static ArrowHead SimpleTall { get; } = new(5);

        /// <summary><c>7</c></summary>
        public static ArrowHead Square { get; } = new(7);

        /// <summary><c>1</c></summary>
        public static ArrowHead TriangleShort { get; } = new(1);

        /// <summary><c>2</c></summary>
        public static ArrowHead TriangleTall { get; } = new(2);

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() =>
            System.Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
    }

    /// <summary>The kind of a shape.</summary>
    public sealed class ShapeType : IStyleValue
    {
        private readonly string value;

        private ShapeType(string value) => this.value = value;

        /// <summary><c>circle</c></summary>
        public static ShapeType Circle { get; } = new("circle");

        /// <summary><c>line</c></summary>
        public static ShapeType Line { get; } = new("line");

        /// <summary><c>rect</c></summary>
        public static ShapeType Rectangle { get; } = new("rect");

        /// <summary><c>path</c></summary>
        public static ShapeType SvgPath { get; } = new("path");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }
}
