namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>What the width of a legend entry is measured in.</summary>
    public sealed class EntryWidthMode : IStyleValue
    {
        private readonly string value;

        private EntryWidthMode(string value) => this.value = value;

        /// <summary><c>fraction</c></summary>
        public static EntryWidthMode Fraction { get; } = new("fraction");

        /// <summary><c>pixels</c></summary>
        public static EntryWidthMode Pixels { get; } = new("pixels");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>What a click on a group of a legend does.</summary>
    public sealed class TraceGroupClickOptions : IStyleValue
    {
        private readonly string value;

        private TraceGroupClickOptions(string value) => this.value = value;

        /// <summary><c>togglegroup</c></summary>
        public static TraceGroupClickOptions ToggleGroup { get; } = new("togglegroup");

        /// <summary><c>toggleitem</c></summary>
        public static TraceGroupClickOptions ToggleItem { get; } = new("toggleitem");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>What a click on an entry of a legend does.</summary>
    public sealed class TraceItemClickOptions : IStyleValue
    {
        private readonly object value;

        private TraceItemClickOptions(object value) => this.value = value;

        /// <summary><c>False</c></summary>
        public static TraceItemClickOptions False { get; } = new(false);

        /// <summary><c>toggle</c></summary>
        public static TraceItemClickOptions Toggle { get; } = new("toggle");

        /// <summary><c>toggleothers</c></summary>
        public static TraceItemClickOptions ToggleOthers { get; } = new("toggleothers");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() =>
            System.Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
    }

    /// <summary>Whether symbols of a legend follow their traces in size.</summary>
    public sealed class TraceItemSizing : IStyleValue
    {
        private readonly string value;

        private TraceItemSizing(string value) => this.value = value;

        /// <summary><c>constant</c></summary>
        public static TraceItemSizing Constant { get; } = new("constant");

        /// <summary><c>trace</c></summary>
        public static TraceItemSizing Trace { get; } = new("trace");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }

    /// <summary>In which order a legend lists traces.</summary>
    public sealed class TraceOrder : IStyleValue
    {
        private readonly string value;

        private TraceOrder(string value) => this.value = value;

        /// <summary><c>grouped</c></summary>
        public static TraceOrder Grouped { get; } = new("grouped");

        /// <summary><c>normal</c></summary>
        public static TraceOrder Normal { get; } = new("normal");

        /// <summary><c>reversed</c></summary>
        public static TraceOrder Reversed { get; } = new("reversed");

        /// <summary><c>grouped+reversed</c></summary>
        public static TraceOrder ReversedGrouped { get; } = new("grouped+reversed");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }
}
