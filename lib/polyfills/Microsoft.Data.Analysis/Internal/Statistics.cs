using System.Numerics;

namespace Microsoft.Data.Analysis.Internal;

/// <summary>Sums, products and extremes of values of one type.</summary>
internal abstract class Statistics<T> where T : unmanaged
{
    public abstract T Sum(IEnumerable<T> values);

    public abstract T Product(IEnumerable<T> values);

    public abstract T Max(IEnumerable<T> values);

    public abstract T Min(IEnumerable<T> values);

    public abstract T Abs(T value);

    public abstract T Round(T value);

    public abstract T Add(T a, T b);

    public abstract T Multiply(T a, T b);
}

/// <summary>The statistics of the numeric types.</summary>
internal static class Statistics
{
    private static readonly object[] All =
    [
        new Numeric<double>(), new Numeric<float>(), new Numeric<int>(), new Numeric<long>(), new Numeric<short>(),
            new Numeric<sbyte>(), new Numeric<byte>(),
        new Numeric<ushort>(), new Numeric<uint>(), new Numeric<ulong>(), new Numeric<decimal>(),
    ];

    public static Statistics<T> Of<T>(PrimitiveDataFrameColumn<T> column) where T : unmanaged =>
        All.OfType<Statistics<T>>().FirstOrDefault() ?? throw column.Unsupported("arithmetic");

    private sealed class Numeric<T> : Statistics<T> where T : unmanaged, INumber<T>
    {
        public override T Sum(IEnumerable<T> values) => values.Aggregate(T.Zero, (a, b) => a + b);

        public override T Product(IEnumerable<T> values) => values.Aggregate(T.One, (a, b) => a * b);

        public override T Max(IEnumerable<T> values) => values.DefaultIfEmpty().Max();

        public override T Min(IEnumerable<T> values) => values.DefaultIfEmpty().Min();

        public override T Abs(T value) => T.Abs(value);

        public override T Round(T value) => value switch
        {
            double v => (T)(object)Math.Round(v),
            float v => (T)(object)MathF.Round(v),
            decimal v => (T)(object)Math.Round(v),
            _ => value,
        };

        public override T Add(T a, T b) => a + b;

        public override T Multiply(T a, T b) => a * b;
    }
}
