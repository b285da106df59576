namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>How long the axes of a scene are against each other.</summary>
    public sealed class AspectMode : IStyleValue
    {
        private readonly string value;

        private AspectMode(string value) => this.value = value;

        /// <summary><c>auto</c></summary>
        public static AspectMode Auto { get; } = new("auto");

        /// <summary><c>cube</c></summary>
        public static AspectMode Cube { get; } = new("cube");

        /// <summary><c>data</c></summary>
        public static AspectMode Data { get; } = new("data");

        /// <summary><c>manual</c></summary>
        public static AspectMode Manual { get; } = new("manual");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>How a scene is projected.</summary>
    public sealed class CameraProjectionType : IStyleValue
    {
        private readonly string value;

        private CameraProjectionType(string value) => this.value = value;

        /// <summary><c>orthographic</c></summary>
        public static CameraProjectionType Orthographic { get; } = new("orthographic");

        /// <summary><c>perspective</c></summary>
        public static CameraProjectionType Perspective { get; } = new("perspective");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>The shape of a marker in a scene.</summary>
    public sealed class MarkerSymbol3D : IStyleValue
    {
        private readonly string value;

        private MarkerSymbol3D(string value) => this.value = value;

        /// <summary><c>circle</c></summary>
        public static MarkerSymbol3D Circle { get; } = new("circle");

        /// <summary><c>circle-open</c></summary>
        public static MarkerSymbol3D CircleOpen { get; } = new("circle-open");

        /// <summary><c>cross</c></summary>
        public static MarkerSymbol3D Cross { get; } = new("cross");

        /// <summary><c>diamond</c></summary>
        public static MarkerSymbol3D Diamond { get; } = new("diamond");

        /// <summary><c>diamond-open</c></summary>
        public static MarkerSymbol3D DiamondOpen { get; } = new("diamond-open");

        /// <summary><c>square</c></summary>
        public static MarkerSymbol3D Square { get; } = new("square");

        /// <summary><c>square-open</c></summary>
        public static MarkerSymbol3D SquareOpen { get; } = new("square-open");

        /// <summary><c>x</c></summary>
        public static MarkerSymbol3D X { get; } = new("x");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }
}
