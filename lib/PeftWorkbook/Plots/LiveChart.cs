using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace PeftWorkbook.Plots;

/// <summary>
/// A chart that grows while a cell runs: <c>live.Add(step, loss)</c> in the training loop, <c>live.Done()</c> behind
/// it. It is redrawn at most four times a second, and a long run is thinned to at most 1,000 points a curve. Outside a
/// notebook it writes a line every ten seconds.
/// </summary>
public sealed class LiveChart : IDisposable
{
    private readonly string title, xTitle, yTitle;
    private readonly Lock gate = new();
    private readonly List<LiveSeries> series = [];
    private readonly Refresh refresh = new();
    private readonly System.Diagnostics.Stopwatch quiet = System.Diagnostics.Stopwatch.StartNew();
    private bool isDone;

    /// <summary>A chart without points; it appears with the first one.</summary>
    /// <param name="title">The title over the chart.</param>
    /// <param name="xTitle">What runs along x, such as <c>step</c>.</param>
    /// <param name="yTitle">What runs along y, such as <c>loss</c>.</param>
    public LiveChart(string title, string xTitle = "step", string yTitle = "loss")
    {
        Formatters.Register();
        (this.title, this.xTitle, this.yTitle) = (title, xTitle, yTitle);
    }

    /// <summary>Adds a point. Values that are not finite leave a gap out.</summary>
    /// <param name="x">Where it stands.</param>
    /// <param name="y">Its value.</param>
    /// <param name="name">The curve it belongs to; the first one unless it is named.</param>
    public void Add(double x, double y, string? name = null)
    {
        lock (gate)
        {
            if (isDone || !double.IsFinite(x + y))
                return;
            LiveSeries? curve = series.Find(s => s.Name == (name ?? yTitle));
            if (curve is null)
                series.Add(curve = new LiveSeries(name ?? yTitle));
            curve.Add(x, y);
            if (Refresh.IsNotebook)
                refresh.Offer(Draw);
            else
                WriteLine(x, y, curve.Name, every: TimeSpan.FromSeconds(10));
        }
    }

    /// <summary>Draws the last state. Points added later are not shown.</summary>
    public void Done()
    {
        lock (gate)
        {
            if (isDone || series.Count == 0)
                return;
            isDone = true;
            if (Refresh.IsNotebook)
                refresh.Show(Draw());
            else if (series[0] is { X.Length: > 0 } first)
                WriteLine(first.X[^1], first.Y[^1], first.Name, TimeSpan.Zero);
        }
    }

    /// <summary>The same as <see cref="Done"/>.</summary>
    public void Dispose() => Done();

    /// <summary>The chart as it is now.</summary>
    public GenericChart ToChart()
    {
        lock (gate)
            return Draw();
    }

    private GenericChart Draw()
    {
        string[] colors = [Palette.After, Palette.Other, Palette.Before];
        GenericChart[] lines = [.. series.Select((s, i) => Chart.Line<double, double, string>(s.X, s.Y, Name: s.Name,
            ShowMarkers: s.X.Length < 15, LineColor: Color.fromHex(colors[i % colors.Length])))];
        return Chart.Combine(lines).WithXAxisStyle<double, double, string>(TitleText: xTitle)
            .WithYAxisStyle<double, double, string>(TitleText: yTitle).WithSize(760, 380).WithTitle(title);
    }

    private void WriteLine(double x, double y, string name, TimeSpan every)
    {
        if (quiet.Elapsed < every)
            return;
        Console.WriteLine(FormattableString.Invariant($"{title}: {xTitle} {x:G6}, {name} {y:G4}"));
        quiet.Restart();
    }
}
