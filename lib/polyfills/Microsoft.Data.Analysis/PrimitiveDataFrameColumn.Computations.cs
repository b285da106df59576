using Microsoft.Data.Analysis.Internal;

namespace Microsoft.Data.Analysis;

public partial class PrimitiveDataFrameColumn<T>
{
    private IEnumerable<T> Known => values.Where(v => v is not null).Select(v => v!.Value);

    /// <inheritdoc/>
    public override object Sum() => Statistics.Of(this).Sum(Known);

    /// <inheritdoc/>
    public override object Sum(IEnumerable<long> rowIndices) => Statistics.Of(this).Sum(At(rowIndices));

    /// <inheritdoc/>
    public override object Product() => Statistics.Of(this).Product(Known);

    /// <inheritdoc/>
    public override object Product(IEnumerable<long> rowIndices) => Statistics.Of(this).Product(At(rowIndices));

    /// <inheritdoc/>
    public override object Max() => Statistics.Of(this).Max(Known);

    /// <inheritdoc/>
    public override object Max(IEnumerable<long> rowIndices) => Statistics.Of(this).Max(At(rowIndices));

    /// <inheritdoc/>
    public override object Min() => Statistics.Of(this).Min(Known);

    /// <inheritdoc/>
    public override object Min(IEnumerable<long> rowIndices) => Statistics.Of(this).Min(At(rowIndices));

    /// <inheritdoc/>
    public override double Mean() => Length == NullCount ? 0 : Numbers.To<double>(Sum()) / (Length - NullCount);

    /// <inheritdoc/>
    public override double Median()
    {
        double[] sorted = [.. Known.Select(v => Numbers.To<double>(v)).Order()];
        int middle = sorted.Length / 2;
        return sorted.Length == 0 ? 0 : sorted.Length % 2 == 1
            ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <inheritdoc/>
    public override DataFrameColumn Abs(bool inPlace = false) => Apply(Statistics.Of(this).Abs, inPlace);

    /// <inheritdoc/>
    public override DataFrameColumn Round(bool inPlace = false) => Apply(Statistics.Of(this).Round, inPlace);

    /// <inheritdoc/>
    public override DataFrameColumn CumulativeSum(bool inPlace = false) => Running(Statistics.Of(this).Add, inPlace);

    /// <inheritdoc/>
    public override DataFrameColumn CumulativeProduct(bool inPlace = false) =>
        Running(Statistics.Of(this).Multiply, inPlace);

    /// <inheritdoc/>
    public override DataFrameColumn CumulativeMax(bool inPlace = false) =>
        Running((a, b) => Larger(a, b) ? a : b, inPlace);

    /// <inheritdoc/>
    public override DataFrameColumn CumulativeMin(bool inPlace = false) =>
        Running((a, b) => Larger(a, b) ? b : a, inPlace);

    /// <inheritdoc/>
    public override bool All() => this is PrimitiveDataFrameColumn<bool> truths
        ? truths.values.All(v => v is true) : base.All();

    /// <inheritdoc/>
    public override bool Any() => this is PrimitiveDataFrameColumn<bool> truths
        ? truths.values.Any(v => v is true) : base.Any();

    /// <summary>The values between two limits, both included; nulls are left out.</summary>
    public PrimitiveDataFrameColumn<T> Filter(T min, T max) => (PrimitiveDataFrameColumn<T>)Take(Rows()
        .Where(i => this[i] is { } v && !Larger(min, v) && !Larger(v, max)).Select(i => (long?)i));

    /// <inheritdoc/>
    public override DataFrameColumn Filter<U>(U min, U max) => Filter(Value(min!), Value(max!));

    /// <summary>The values, those beyond a limit replaced by it.</summary>
    public PrimitiveDataFrameColumn<T> Clamp(T min, T max, bool inPlace = false) =>
        Apply(v => Larger(min, v) ? min : Larger(v, max) ? max : v, inPlace);

    /// <inheritdoc/>
    public override DataFrameColumn Clamp<U>(U min, U max, bool inPlace = false) =>
        Clamp(Value(min!), Value(max!), inPlace);

    private PrimitiveDataFrameColumn<T> Running(Func<T, T, T> combine, bool inPlace)
    {
        T? so = null;
        return Apply(v => (so = so is { } before ? combine(before, v) : v).Value, inPlace);
    }

    private static bool Larger(T a, T b) => Comparer<T>.Default.Compare(a, b) > 0;

    private IEnumerable<T> At(IEnumerable<long> rows) =>
        rows.Select(row => this[row]).Where(v => v is not null).Select(v => v!.Value);
}
