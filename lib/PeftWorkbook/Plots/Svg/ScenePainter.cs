using System.Text;

namespace PeftWorkbook.Plots.Svg;

/// <summary>Surfaces and points in three dimensions, projected along the camera's direction.</summary>
internal sealed class ScenePainter
{
    /// <summary>A surface of more cells along one axis is thinned.</summary>
    private const int MostCells = 24;

    private readonly TraceView[] traces;
    private readonly Attr scene;
    private readonly string ink;
    private readonly Projection projection;
    private readonly (double Low, double High)[] ranges;
    private readonly List<Surface> surfaces = [];

    public ScenePainter(TraceView[] traces, Attr scene, Box area, string ink)
    {
        (this.traces, this.scene, this.ink) = (traces, scene, ink);
        double[][] values = [[], [], []];
        foreach (TraceView trace in traces)
        {
            if (trace.Type == "surface")
                surfaces.Add(Surface.Read(trace, MostCells));
            double[][] data = trace.Type == "surface" ? surfaces[^1].Extent
                : [trace.Attributes["x"].Numbers(), trace.Attributes["y"].Numbers(), trace.Attributes["z"].Numbers()];
            values = [.. values.Zip(data, (known, more) => known.Concat(more.Where(double.IsFinite)).ToArray())];
        }
        ranges = [.. values.Select(Reach)];
        projection = new Projection(scene["camera"]["eye"], area);
    }

    public IEnumerable<(Attr Bar, ColorScale Scale, double Low, double High)> ColorBars => surfaces
        .Where(s => s.Trace.Attributes["showscale"].Flag(true))
        .Select(s => (s.Trace.Attributes["colorbar"], s.Scale, s.Low, s.High));

    public void Draw(SvgCanvas canvas)
    {
        DrawWalls(canvas);
        foreach (Surface surface in surfaces)
            DrawSurface(canvas, surface);
        foreach (TraceView trace in traces.Where(t => t.Type == "scatter3d"))
            DrawPoints(canvas, trace);
        DrawLabels(canvas);
    }

    private void DrawSurface(SvgCanvas canvas, Surface surface)
    {
        var quads = new List<(double Depth, string Path, Rgb Color)>();
        for (int row = 0; row + 1 < surface.Z.Length; row++)
        {
            for (int column = 0; column + 1 < surface.X.Length; column++)
            {
                double[] heights = [surface.Z[row][column], surface.Z[row][column + 1],
                    surface.Z[row + 1][column + 1], surface.Z[row + 1][column]];
                if (heights.Any(h => !double.IsFinite(h)))
                    continue;
                (double X, double Y, double Depth)[] corners =
                [
                    Place(surface.X[column], surface.Y[row], heights[0]),
                        Place(surface.X[column + 1], surface.Y[row], heights[1]),
                    Place(surface.X[column + 1], surface.Y[row + 1], heights[2]),
                        Place(surface.X[column], surface.Y[row + 1], heights[3]),
                ];
                double mean = heights.Average();
                Rgb color = surface.Scale.At(surface.High > surface.Low
                    ? (mean - surface.Low) / (surface.High - surface.Low) : 0.5);
                quads.Add((
                    corners.Average(c => c.Depth),
                    "M" + string.Join("L", corners.Select(c => $"{Of(c.X)},{Of(c.Y)}")) + "Z",
                    color));
            }
        }
        string opacity = surface.Trace.Opacity < 1 ? $" opacity=\"{SvgCanvas.Of(surface.Trace.Opacity)}\"" : "";
        canvas.Begin($"stroke-width=\"0.6\" stroke-linejoin=\"round\"{opacity}");
        foreach ((_, string path, Rgb color) in quads.OrderBy(q => q.Depth))
            canvas.Path(path, $"fill=\"{color}\" stroke=\"{color}\"");
        canvas.End();
    }

    private void DrawPoints(SvgCanvas canvas, TraceView trace)
    {
        Attr a = trace.Attributes;
        double[][] data = [a["x"].Numbers(), a["y"].Numbers(), a["z"].Numbers()];
        (double X, double Y, double Depth)[] points = [.. Enumerable.Range(0, data.Min(d => d.Length))
            .Select(i => Place(data[0][i], data[1][i], data[2][i]))];
        string mode = a["mode"].Text("lines+markers");
        if (mode.Contains("lines", StringComparison.Ordinal))
            canvas.Path(LinePath.Make([.. points.Select(p => (p.X, p.Y))], "linear", 1),
                "fill=\"none\" " + SvgCanvas.Stroke(
                    trace.ColorOf(a["line"]["color"].Exists ? a["line"]["color"] : a["marker"]["color"]).ToString(),
                    a["line"]["width"].Number(2)));
        if (!mode.Contains("markers", StringComparison.Ordinal))
            return;
        Rgb[]? colors = trace.ColorsOf(a["marker"]);
        double radius = a["marker"]["size"].Number(8) / 2 * 0.8;
        foreach (var (point, i) in points.Select((p, i) => (p, i)).Where(p => double.IsFinite(p.p.X + p.p.Y))
            .OrderBy(p => p.p.Depth))
        {
            Rgb color = colors is { Length: > 0 } ? colors[i % colors.Length] : trace.ColorOf(a["marker"]["color"]);
            canvas.Path(MarkerShape.Path(a["marker"]["symbol"].Text("circle"), point.X, point.Y, radius),
                $"fill=\"{color}\" "
                + $"fill-opacity=\"{Of(Math.Min(1, trace.Opacity * a["marker"]["opacity"].Number(1)))}\"");
        }
    }

    /// <summary>The three walls behind the data, with their grid.</summary>
    private void DrawWalls(SvgCanvas canvas)
    {
        string fill = Rgb.Clean(scene["xaxis"]["backgroundcolor"].Text("#e5ecf6")),
            line = Rgb.Clean(scene["xaxis"]["gridcolor"].Text("#fff"));
        double[] far = projection.Far;
        for (int wall = 0; wall < 3; wall++)
        {
            (int u, int v) = ((wall + 1) % 3, (wall + 2) % 3);
            string outline = "M" + string.Join("L",
                new[] { (0.0, 0.0), (1, 0), (1, 1), (0, 1) }.Select(c =>
                Corner(wall, far[wall], u, c.Item1, v, c.Item2))) + "Z";
            canvas.Path(outline, $"fill=\"{fill}\"");
            var grid = new StringBuilder();
            foreach ((double at, _) in AxisTicks(u))
                grid.Append($"M{Corner(wall, far[wall], u, Unit(u, at), v, 0)}L{Corner(wall, far[wall], u, Unit(u, at), v, 1)}");
            foreach ((double at, _) in AxisTicks(v))
                grid.Append($"M{Corner(wall, far[wall], u, 0, v, Unit(v, at))}L{Corner(wall, far[wall], u, 1, v, Unit(v, at))}");
            canvas.Path(grid.ToString(), "fill=\"none\" " + SvgCanvas.Stroke(line, 1.2));
        }
    }

    private void DrawLabels(SvgCanvas canvas)
    {
        string[] names = ["xaxis", "yaxis", "zaxis"];
        for (int axis = 0; axis < 3; axis++)
        {
            (double[] from, double[] to) = projection.LabelEdge(axis);
            (double cx, double cy, _) = projection.At(0.5, 0.5, 0.5);
            foreach ((double at, string text) in AxisTicks(axis))
            {
                (double x, double y) = Outside(from, to, Unit(axis, at), cx, cy, 14);
                Label.Draw(canvas, text, x, y + 4, 11, ink, "middle");
            }
            Attr title = scene[names[axis]]["title"];
            string name = title["text"].Text(title.Element.ValueKind == System.Text.Json.JsonValueKind.String
                ? title.Text("") : names[axis][..1]);
            (double tx, double ty) = Outside(from, to, 0.5, cx, cy, 38);
            Label.Draw(canvas, name, tx, ty + 4, 13, ink, "middle");
        }
    }

    private (double X, double Y) Outside(double[] from, double[] to, double part, double cx, double cy, double distance)
    {
        (double x, double y, _) = projection.At(from[0] + ((to[0] - from[0]) * part), from[1]
            + ((to[1] - from[1]) * part), from[2] + ((to[2] - from[2]) * part));
        double dx = x - cx, dy = y - cy, length = Math.Max(1, Math.Sqrt((dx * dx) + (dy * dy)));
        return (x + (dx / length * distance), y + (dy / length * distance));
    }

    private (double At, string Text)[] AxisTicks(int axis) => Ticks.Linear(ranges[axis].Low, ranges[axis].High, 5);

    private string Corner(int fixedAxis, double at, int u, double a, int v, double b)
    {
        double[] point = new double[3];
        (point[fixedAxis], point[u], point[v]) = (at, a, b);
        (double x, double y, _) = projection.At(point[0], point[1], point[2]);
        return $"{Of(x)},{Of(y)}";
    }

    private (double X, double Y, double Depth) Place(double x, double y, double z) =>
        projection.At(Unit(0, x), Unit(1, y), Unit(2, z));

    private double Unit(int axis, double value) => (value - ranges[axis].Low) / (ranges[axis].High - ranges[axis].Low);

    private static (double, double) Reach(double[] values)
    {
        double low = values.DefaultIfEmpty(0).Min(), high = values.DefaultIfEmpty(1).Max();
        return high > low ? (low, high) : (low - 1, high + 1);
    }

    private static string Of(double value) => SvgCanvas.Of(Math.Round(value, 1));
}
