using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Analysis;

namespace DataFrameTests;

/// <summary>What is written as separated values is read again, whatever texts and numbers it holds.</summary>
public sealed class CsvPropertyTests
{
    [Fact]
    public void WhatIsWrittenIsReadAgain() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<(NonNull<string> Text, int? Whole, double? Number, bool? Flag)>().NonEmptyListOf()
            .ToArbitrary(),
        rows =>
        {
            DataFrame frame = new(
                new StringDataFrameColumn("text", rows.Select(r => Printable(r.Text.Get))),
                new Int32DataFrameColumn("whole", rows.Select(r => r.Whole)),
                new DoubleDataFrameColumn("number",
                    rows.Select(r => r.Number is { } n && double.IsFinite(n) ? r.Number : null)),
                new BooleanDataFrameColumn("flag", rows.Select(r => r.Flag)));
            using var stream = new MemoryStream();
            DataFrame.SaveCsv(frame, stream, encoding: new UTF8Encoding(false),
                cultureInfo: CultureInfo.InvariantCulture);
            stream.Position = 0;
            DataFrame read = DataFrame.LoadCsv(stream,
                dataTypes: [typeof(string), typeof(int), typeof(double), typeof(bool)],
                cultureInfo: CultureInfo.InvariantCulture);
            return frame.Rows.Count == read.Rows.Count
                && frame.Rows.Zip(read.Rows).All(pair => pair.First.SequenceEqual(pair.Second));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AMergeHasARowForEachPair() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<(int[] Left, int[] Right)>().ToArbitrary(), keys =>
        {
            var left = new DataFrame(new Int32DataFrameColumn("k", keys.Left));
            var right = new DataFrame(new Int32DataFrameColumn("k", keys.Right));
            long inner = left.Merge(right, ["k"], ["k"], joinAlgorithm: JoinAlgorithm.Inner).Rows.Count;
            long all = left.Merge(right, ["k"], ["k"], joinAlgorithm: JoinAlgorithm.FullOuter).Rows.Count;
            int pairs = keys.Left.Sum(l => keys.Right.Count(r => r == l));
            int alone = keys.Left.Count(l => !keys.Right.Contains(l)) + keys.Right.Count(r => !keys.Left.Contains(r));
            return inner == pairs && all == pairs + alone;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void OrderingKeepsRowsAndSortsThem() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<int?[]>().ToArbitrary(), values =>
        {
            var frame = new DataFrame(new Int32DataFrameColumn("v", values));
            int?[] sorted = [.. ((Int32DataFrameColumn)frame.OrderBy("v")["v"])];
            return sorted.SequenceEqual(values.Where(v => v is not null).Order().Concat(values.Where(v => v is null)));
        }).QuickCheckThrowOnFailure();

    /// <summary>A line that holds one empty text alone cannot be told from an empty line, so texts get a letter.</summary>
    private static string Printable(string text) =>
        "x" + text.Replace("\r", "", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal);
}
