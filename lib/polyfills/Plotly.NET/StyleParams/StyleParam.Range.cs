namespace Plotly.NET;

/// <summary>The choices that plotly.js offers, by the names of Plotly.NET.</summary>
public static partial class StyleParam
{
    /// <summary>The part of an axis that is shown.</summary>
    public sealed class Range : IStyleValue
    {
        private readonly IConvertible[] values;

        private Range(IConvertible[] values) => this.values = values;

        /// <summary>From the first value to the second; on a logarithmic axis these are exponents of 10.</summary>
        public static Range NewMinMax(IConvertible item1, IConvertible item2) => new([item1, item2]);

        /// <summary>All values, one behind the other.</summary>
        public static Range NewValues(IConvertible[] item) => new(item);

        /// <summary>From the first value to the second.</summary>
        public static Range ofMinMax<TMin, TMax>(TMin min, TMax max) where TMin : IConvertible where TMax
            : IConvertible =>
            new([min, max]);

        /// <summary>All values, one behind the other.</summary>
        public static Range ofValues<T>(IEnumerable<T> values) where T : IConvertible =>
            new([.. values.Cast<IConvertible>()]);

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => values;

        /// <inheritdoc/>
        public override string ToString() => $"[{string.Join(", ", values.AsEnumerable())}]";
    }
}
