using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using PeftWorkbook.Plots;
using Plotly.NET;

namespace PlotsTests;

/// <summary>Charts that grow and bars that fill.</summary>
public sealed class LiveTests
{
    [Fact]
    public void ALongRunStaysBoundedAndKeepsItsMean()
    {
        var series = new LiveSeries("loss", most: 100);
        for (int i = 0; i < 1 << 16; i++)
            series.Add(i, Math.Sqrt(i));
        Assert.InRange(series.X.Length, 30, 100);
        Assert.Equal(Enumerable.Range(0, 1 << 16).Average(i => Math.Sqrt(i)), series.Y.Average(), 0.02 * 171);
        Assert.Equal(series.X.Order(), series.X);
    }

    [Fact]
    public void ThinningLosesNothing() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<int[]>().ToArbitrary(), values =>
        {
            var series = new LiveSeries("v", most: 8);
            foreach ((int value, int i) in values.Select((v, i) => (v, i)))
                series.Add(i, value % 1000);
            int whole = series.X.Length * series.Stride;
            double sum = series.Y.Sum() * series.Stride, expected = values.Take(whole).Sum(v => (double)(v % 1000));
            return whole <= values.Length && values.Length - whole < Math.Max(1, series.Stride)
                && Math.Abs(sum - expected) < 1e-6;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TheLastStateShowsAllPoints()
    {
        using var live = new LiveChart("Loss", "step", "loss");
        for (int i = 1; i <= 10; i++)
            live.Add(i, 1.0 / i);
        live.Add(11, double.NaN);
        live.Done();
        live.Add(12, 5);
        using JsonDocument figure = JsonDocument.Parse(GenericChart.toFigureJson(live.ToChart()));
        Assert.Equal(10, figure.RootElement.GetProperty("data")[0].GetProperty("y").GetArrayLength());
    }

    [Fact]
    public void ABarCountsItsSteps()
    {
        using ProgressBar bar = Progress.Bar(4, "train");
        bar.Step("loss 0.5");
        bar.Step();
        Assert.Equal(2, bar.Value);
        bar.Set(99);
        Assert.Equal(4, bar.Value);
        bar.Done();
        bar.Step();
        Assert.Equal(4, bar.Value);
    }

    [Fact]
    public void AFinishedBarSaysNoTime()
    {
        Assert.Equal("train: 3 of 4 · loss 0.5 · 0:02 left",
            new ProgressView("train", 3, 4, "loss 0.5", TimeSpan.FromSeconds(2)).Text());
        Assert.Equal("train: 4 of 4 · loss 0.5", new ProgressView("train", 4, 4, "loss 0.5", null).Text());
        Assert.Contains("&lt;x&gt;", new ProgressView("<x>", 1, 2, "", null).Html());
    }

    [Fact]
    public void ABarOfNothingIsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Progress.Bar(0, "nothing"));
}
