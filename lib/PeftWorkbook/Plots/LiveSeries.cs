namespace PeftWorkbook.Plots;

/// <summary>
/// The points of a curve that may go on for ever: past a limit two neighbours become their mean, and from then on each
/// point stands for twice as many values. What it holds depends on the values alone, not on time.
/// </summary>
internal sealed class LiveSeries(string name, int most = 1000)
{
    private readonly List<(double X, double Y)> points = [];
    private int stride = 1, waiting;
    private double sumX, sumY;

    public string Name => name;

    public double[] X => [.. points.Select(p => p.X)];

    public double[] Y => [.. points.Select(p => p.Y)];

    /// <summary>How many values a point stands for.</summary>
    public int Stride => stride;

    public void Add(double x, double y)
    {
        (sumX, sumY, waiting) = (sumX + x, sumY + y, waiting + 1);
        if (waiting < stride)
            return;
        points.Add((sumX / waiting, sumY / waiting));
        (sumX, sumY, waiting) = (0, 0, 0);
        if (points.Count >= most)
            Halve();
    }

    private void Halve()
    {
        for (int i = 0; i + 1 < points.Count; i += 2)
            points[i / 2] = ((points[i].X + points[i + 1].X) / 2, (points[i].Y + points[i + 1].Y) / 2);
        points.RemoveRange(points.Count / 2, points.Count - (points.Count / 2));
        stride *= 2;
    }
}
