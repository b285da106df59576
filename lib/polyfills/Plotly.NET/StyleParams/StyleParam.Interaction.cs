namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>What a label shows when the pointer is near.</summary>
    public sealed class HoverMode : IStyleValue
    {
        private readonly object value;

        private HoverMode(object value) => this.value = value;

        /// <summary><c>closest</c></summary>
        public static HoverMode Closest { get; } = new("closest");

        /// <summary><c>False</c></summary>
        public static HoverMode False { get; } = new(false);

        /// <summary><c>x</c></summary>
        public static HoverMode X { get; } = new("x");

        /// <summary><c>x unified</c></summary>
        public static HoverMode XUnified { get; } = new("x unified");

        /// <summary><c>y</c></summary>
        public static HoverMode Y { get; } = new("y");

        /// <summary><c>y unified</c></summary>
        public static HoverMode YUnified { get; } = new("y unified");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() =>
            System.Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
    }

    /// <summary>What dragging in a chart does.</summary>
    public sealed class DragMode : IStyleValue
    {
        private readonly object value;

        private DragMode(object value) => this.value = value;

        /// <summary><c>drawcircle</c></summary>
        public static DragMode DrawCircle { get; } = new("drawcircle");

        /// <summary><c>drawclosedpath</c></summary>
        public static DragMode DrawClosedPath { get; } = new("drawclosedpath");

        /// <summary><c>drawline</c></summary>
        public static DragMode DrawLine { get; } = new("drawline");

        /// <summary><c>drawopenpath</c></summary>
        public static DragMode DrawOpenPath { get; } = new("drawopenpath");

        /// <summary><c>drawrect</c></summary>
        public static DragMode DrawRect { get; } = new("drawrect");

        /// <summary><c>False</c></summary>
        public static DragMode False { get; } = new(false);

        /// <summary><c>lasso</c></summary>
        public static DragMode Lasso { get; } = new("lasso");

        /// <summary><c>orbit</c></summary>
        public static DragMode Orbit { get; } = new("orbit");

        /// <summary><c>pan</c></summary>
        public static DragMode Pan { get; } = new("pan");

        /// <summary><c>select</c></summary>
        public static DragMode Select { get; } = new("select");

        /// <summary><c>turntable</c></summary>
        public static DragMode TurnTable { get; } = new("turntable");

        /// <summary><c>zoom</c></summary>
        public static DragMode Zoom { get; } = new("zoom");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() =>
            System.Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
    }
}
