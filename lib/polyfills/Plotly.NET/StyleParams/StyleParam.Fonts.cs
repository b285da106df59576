namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>A family of fonts.</summary>
    public sealed class FontFamily : IStyleValue
    {
        private readonly string value;

        private FontFamily(string value) => this.value = value;

        /// <summary><c>Arial</c></summary>
        public static FontFamily Arial { get; } = new("Arial");

        /// <summary><c>Balto</c></summary>
        public static FontFamily Balto { get; } = new("Balto");

        /// <summary><c>Consolas</c></summary>
        public static FontFamily Consolas { get; } = new("Consolas");

        /// <summary><c>Courier New</c></summary>
        public static FontFamily Courier_New { get; } = new("Courier New");

        /// <summary><c>Droid Sans</c></summary>
        public static FontFamily Droid_Sans { get; } = new("Droid Sans");

        /// <summary><c>Droid Sans Mono</c></summary>
        public static FontFamily Droid_Sans_Mono { get; } = new("Droid Sans Mono");

        /// <summary><c>Droid Serif</c></summary>
        public static FontFamily Droid_Serif { get; } = new("Droid Serif");

        /// <summary><c>Gravitas One</c></summary>
        public static FontFamily Gravitas_One { get; } = new("Gravitas One");

        /// <summary><c>Old Standard TT</c></summary>
        public static FontFamily Old_Standard_TT { get; } = new("Old Standard TT");

        /// <summary><c>Open Sans</c></summary>
        public static FontFamily Open_Sans { get; } = new("Open Sans");

        /// <summary><c>Overpass</c></summary>
        public static FontFamily Overpass { get; } = new("Overpass");

        /// <summary><c>PT Sans Narrow</c></summary>
        public static FontFamily PT_Sans_Narrow { get; } = new("PT Sans Narrow");

        /// <summary><c>Raleway</c></summary>
        public static FontFamily Raleway { get; } = new("Raleway");

        /// <summary><c>Times New Roman</c></summary>
        public static FontFamily Times_New_Roman { get; } = new("Times New Roman");

        /// <summary>Any family, by its CSS name.</summary>
        public static FontFamily NewCustom(string item) => new(item);

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }
}
