namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>How far before its last point a line with an arrow ends, in pixels.</summary>
    public sealed class BackOff : IStyleValue
    {
        private readonly object value;

        private BackOff(object value) => this.value = value;

        /// <summary>The same for all points.</summary>
        public static BackOff NewValue(int item) => new(item);

        /// <summary>One length for each point.</summary>
        public static BackOff NewArray(IEnumerable<int> item) => new(item.ToArray());

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;
    }
}
