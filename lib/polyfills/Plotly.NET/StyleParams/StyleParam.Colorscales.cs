namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>A scale that turns numbers into colours.</summary>
    public sealed class Colorscale : IStyleValue
    {
        private readonly object value;

        private Colorscale(object value) => this.value = value;

        /// <summary><c>Blackbody</c></summary>
        public static Colorscale Blackbody { get; } = new("Blackbody");

        /// <summary><c>Bluered</c></summary>
        public static Colorscale Bluered { get; } = new("Bluered");

        /// <summary><c>Cividis</c></summary>
        public static Colorscale Cividis { get; } = new("Cividis");

        /// <summary><c>Earth</c></summary>
        public static Colorscale Earth { get; } = new("Earth");

        /// <summary><c>Electric</c></summary>
        public static Colorscale Electric { get; } = new("Electric");

        /// <summary><c>Greens</c></summary>
        public static Colorscale Greens { get; } = new("Greens");

        /// <summary><c>Greys</c></summary>
        public static Colorscale Greys { get; } = new("Greys");

        /// <summary><c>Hot</c></summary>
        public static Colorscale Hot { get; } = new("Hot");

        /// <summary><c>Jet</c></summary>
        public static Colorscale Jet { get; } = new("Jet");

        /// <summary><c>Picnic</c></summary>
        public static Colorscale Picnic { get; } = new("Picnic");

        /// <summary><c>Portland</c></summary>
        public static Colorscale Portland { get; } = new("Portland");

        /// <summary><c>Rainbow</c></summary>
        public static Colorscale Rainbow { get; } = new("Rainbow");

        /// <summary><c>RdBu</c></summary>
        public static Colorscale RdBu { get; } = new("RdBu");

        /// <summary><c>Viridis</c></summary>
        public static Colorscale Viridis { get; } = new("Viridis");

        /// <summary><c>YIGnBu</c></summary>
        public static Colorscale YIGnBu { get; } = new("YIGnBu");

        /// <summary><c>YIOrRd</c></summary>
        public static Colorscale YIOrRd { get; } = new("YIOrRd");

        /// <summary>Colours at places from 0 to 1; between two places they are mixed.</summary>
        public static Colorscale NewCustom(IEnumerable<Tuple<double, Color>> item) =>
            new(item.Select(stop => new object[] { stop.Item1, stop.Item2.Value }).ToArray());

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() =>
            System.Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
    }
}
