using System.Globalization;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>An x or y axis, as traces and annotations refer to it: <c>x</c>, <c>y2</c>.</summary>
    public sealed class LinearAxisId : IStyleValue
    {
        private readonly string value;

        private LinearAxisId(string value) => this.value = value;

        /// <summary>No axis: the place is set by itself.</summary>
        public static LinearAxisId Free { get; } = new("free");

        /// <summary>The x axis of this number, from 1.</summary>
        public static LinearAxisId NewX(int item) => new(Numbered("x", item));

        /// <summary>The y axis of this number, from 1.</summary>
        public static LinearAxisId NewY(int item) => new(Numbered("y", item));

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>
    /// A part of the layout that can be there several times: <c>xaxis2</c>, <c>scene</c>, <c>legend3</c>.
    /// </summary>
    public sealed class SubPlotId : IStyleValue
    {
        private readonly string value;

        private SubPlotId(string value) => this.value = value;

        /// <summary>The z axis of a scene.</summary>
        public static SubPlotId ZAxis { get; } = new("zaxis");

        /// <summary>The x axis of this number, from 1.</summary>
        public static SubPlotId NewXAxis(int item) => new(Numbered("xaxis", item));

        /// <summary>The y axis of this number, from 1.</summary>
        public static SubPlotId NewYAxis(int item) => new(Numbered("yaxis", item));

        /// <summary>The colour axis of this number, from 1.</summary>
        public static SubPlotId NewColorAxis(int item) => new(Numbered("coloraxis", item));

        /// <summary>The scene of this number, from 1.</summary>
        public static SubPlotId NewScene(int item) => new(Numbered("scene", item));

        /// <summary>The legend of this number, from 1.</summary>
        public static SubPlotId NewLegend(int item) => new(Numbered("legend", item));

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>The first of a kind has no number.</summary>
    private static string Numbered(string name, int number) =>
        number < 2 ? name : name + number.ToString(CultureInfo.InvariantCulture);
}
