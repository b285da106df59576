namespace PeftWorkbook.Plots.Svg;

/// <summary>Lays a figure out on a page and draws it.</summary>
internal sealed class Page
{
    private readonly Figure figure;
    private readonly double width, height;
    private readonly string ink;
    private readonly LegendPainter legend;
    private readonly SvgCanvas canvas = new();
    private readonly ScenePainter[] scenes;
    private Box plot;
    private double below;

    public Page(Figure figure, double width, double height)
    {
        (this.figure, this.width, this.height) = (figure, width, height);
        ink = Rgb.Clean(figure.Layout["font"]["color"].Text("#444"));
        legend = new LegendPainter(figure.Layout, [.. LegendReader.Entries(figure)], LegendReader.IsReversed(figure),
            ink);
        plot = Arrange();
        scenes = [.. figure.Scenes.Select(MakeScene)];
    }

    public string Draw()
    {
        canvas.Rect(0, 0, width, height, $"fill=\"{Rgb.Clean(figure.Layout["paper_bgcolor"].Text("#fff"))}\"");
        var notes = new AnnotationPainter(figure.Layout, plot, figure.FindAxis, ink);
        foreach (Plot part in figure.Plots)
            DrawBackground(part);
        notes.DrawShapes(canvas, below: true);
        int number = 0;
        foreach (Plot part in figure.Plots)
            DrawPlot(part, number++);
        foreach (ScenePainter scene in scenes)
            scene.Draw(canvas);
        foreach (TraceView pie in figure.Pies)
        {
            (double x0, double x1, double y0, double y1) = figure.Domain(pie.Attributes["domain"], 0, 0);
            new PiePainter(pie, figure.Colors).Draw(canvas, plot.Part(x0, x1, y0, y1));
        }
        DrawColorBars();
        notes.DrawShapes(canvas, below: false);
        notes.DrawAnnotations(canvas);
        legend.Draw(canvas, plot, below);
        DrawTitle();
        string size = $"width=\"{SvgCanvas.Of(width)}\" height=\"{SvgCanvas.Of(height)}\" "
            + $"viewBox=\"0 0 {SvgCanvas.Of(width)} {SvgCanvas.Of(height)}\"";
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" {size} font-family=\"{Label.Family}\" role=\"img\" "
            + $"aria-label=\"{SvgCanvas.Escape(Summary())}\">\n{canvas}</svg>";
    }

    /// <summary>The rectangle of the plots: the page without margins, legend, colour bars and the room of axes.</summary>
    private Box Arrange()
    {
        Attr margin = figure.Layout["margin"];
        bool titled = Title().Length > 0,
            noted = figure.Layout["annotations"].Parts.Any(a => a["yref"].Text("") == "paper" && a["y"].Number(0) >= 1);
        double left = margin["l"].Number(40), right = margin["r"].Number(28)
            + legend.RoomRight, bottom = margin["b"].Number(28);
        double top = margin["t"].Number((titled ? 34 + Label.Height(Title(), TitleSize()) : 22) + (noted ? 22 : 0))
            + legend.RoomAbove;
        foreach ((Attr bar, _, double low, double high) in ColorBars())
            right = Math.Max(right, margin["r"].Number(20) + legend.RoomRight + ColorBarPainter.Width(bar, low, high));
        for (int pass = 0; pass < 2; pass++)
        {
            Place(left, right, top, bottom);
            foreach (Axis axis in figure.Axes)
            {
                double room = new AxisPainter(axis, Other(axis), ink).Thickness();
                (double start, double end) = SpanAcross(axis);
                string side = axis.Attributes["side"].Text(axis.IsX ? "bottom" : "left");
                // Only an axis at the border of the page needs room outside the plots.
                if (!axis.IsX && side == "left" && start < 0.02)
                    left = Math.Max(left, room + 14);
                else if (!axis.IsX && side == "right" && end > 0.98)
                    right = Math.Max(right, room + 14 + legend.RoomRight);
                else if (axis.IsX && side == "bottom" && start < 0.02)
                    below = Math.Max(below, room + 6);
            }
            bottom = Math.Max(margin["b"].Number(28), below + 8 + legend.RoomBelow);
        }
        Place(left, right, top, bottom);
        return plot;
    }

    private void Place(double left, double right, double top, double bottom)
    {
        plot = new Box(left, top, Math.Max(20, width - left - right), Math.Max(20, height - top - bottom));
        foreach (Axis axis in figure.Axes)
        {
            (double from, double to) = figure.Span(axis);
            (axis.Start, axis.End) = axis.IsX ? (plot.Left + (plot.Width * from), plot.Left + (plot.Width * to))
                : (plot.Bottom - (plot.Height * from), plot.Bottom - (plot.Height * to));
        }
    }

    /// <summary>Where an axis stands across its direction, as part of the figure.</summary>
    private (double Start, double End) SpanAcross(Axis axis) => figure.Span(Other(axis));

    private Axis Other(Axis axis)
    {
        Plot part = figure.Plots.First(p => (axis.IsX ? p.XId : p.YId) == axis.Id);
        return figure.AxisOf(axis.IsX ? part.YId : part.XId);
    }

    private void DrawBackground(Plot part)
    {
        (Axis x, Axis y) = (figure.AxisOf(part.XId), figure.AxisOf(part.YId));
        if (!x.Attributes["overlaying"].Exists && !y.Attributes["overlaying"].Exists)
            canvas.Rect(x.Start, y.End, x.End - x.Start, y.Start - y.End,
                $"fill=\"{Rgb.Clean(figure.Layout["plot_bgcolor"].Text("#fff"))}\"");
    }

    private void DrawPlot(Plot part, int number)
    {
        (Axis x, Axis y) = (figure.AxisOf(part.XId), figure.AxisOf(part.YId));
        AxisPainter[] axes = [new(x, y, ink) { IsDiscrete = part.IsDiscrete },
            new(y, x, ink) { IsDiscrete = part.IsDiscrete }];
        foreach (AxisPainter axis in axes)
            axis.DrawGrid(canvas);
        string clip = $"c{number}-{SvgCanvas.Of(x.Start)}-{SvgCanvas.Of(y.End)}-{SvgCanvas.Of(x.End)}-{SvgCanvas.Of(y.Start)}";
        canvas.Raw($"<clipPath id=\"{clip}\"><rect x=\"{SvgCanvas.Of(x.Start)}\" y=\"{SvgCanvas.Of(y.End)}\" "
            + $"width=\"{SvgCanvas.Of(x.End - x.Start)}\" height=\"{SvgCanvas.Of(y.Start - y.End)}\"/></clipPath>");
        canvas.Begin($"clip-path=\"url(#{clip})\"");
        foreach (TracePainter painter in part.Painters.OrderBy(p => p.Layer))
            painter.Draw(canvas);
        canvas.End();
        foreach (AxisPainter axis in axes)
            axis.DrawLabels(canvas);
    }

    private ScenePainter MakeScene(IGrouping<string, TraceView> group)
    {
        Attr scene = figure.Layout[group.Key].Or(figure.Layout["template"]["layout"]["scene"]);
        (double x0, double x1, double y0, double y1) = figure.Domain(scene["domain"], 0, 0);
        return new ScenePainter([.. group], scene, plot.Part(x0, x1, y0, y1), ink);
    }

    private IEnumerable<(Attr Bar, ColorScale Scale, double Low, double High)> ColorBars() => figure.Plots
        .SelectMany(p => p.Painters.OfType<HeatmapPainter>()).Where(h => h.Trace.Attributes["showscale"].Flag(true))
        .Select(h => (h.Trace.Attributes["colorbar"], h.Scale, h.Low, h.High))
        .Concat((scenes ?? [.. figure.Scenes.Select(MakeScene)]).SelectMany(s => s.ColorBars));

    /// <summary>One bar beside the plots: plotly draws several over each other, so the last one is seen.</summary>
    private void DrawColorBars()
    {
        foreach ((Attr bar, ColorScale scale, double low, double high) in ColorBars().TakeLast(1))
            ColorBarPainter.Draw(canvas, bar, scale, low, high, plot, plot.Right + 12 + legend.RoomRight, ink);
    }

    private void DrawTitle()
    {
        if (Title().Length == 0)
            return;
        Attr title = figure.Layout["title"];
        double at = title["x"].Number(0.5);
        string anchor = title["xanchor"].Text("auto") switch
        {
            "left" => "start",
            "right" => "end",
            "center" => "middle",
            _ => at < 1.0 / 3 ? "start" : at > 2.0 / 3 ? "end" : "middle",
        };
        double y = title["y"].Exists && title["y"].Number(1) <= 1
            ? height * (1 - title["y"].Number(0.95)) + (TitleSize() * 0.35) : 16 + TitleSize() * 0.8;
        Label.Draw(canvas, Title(), width * at, y, TitleSize(), Rgb.Clean(title["font"]["color"].Text(ink)), anchor);
    }

    private string Title()
    {
        Attr title = figure.Layout["title"];
        return title["text"].Text(title.Element.ValueKind == System.Text.Json.JsonValueKind.String
            ? title.Text("") : "");
    }

    private double TitleSize() => figure.Layout["title"]["font"]["size"].Number(17);

    /// <summary>What a screen reader says.</summary>
    private string Summary() => Title().Length > 0 ? Title()
        : "Chart of " + string.Join(", ", figure.Traces.Take(5).Select(t => t.Attributes["name"].Text(t.Type)));
}
