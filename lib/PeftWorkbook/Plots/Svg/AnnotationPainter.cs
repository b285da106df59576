namespace PeftWorkbook.Plots.Svg;

/// <summary>Texts at places of the figure, with arrows; and shapes.</summary>
internal sealed class AnnotationPainter(Attr layout, Box plot, Func<string, Axis?> axis, string ink)
{
    public void DrawAnnotations(SvgCanvas canvas)
    {
        foreach (Attr note in layout["annotations"].Parts)
        {
            if (note["visible"].Flag(true))
                DrawAnnotation(canvas, note.Or(layout["annotationdefaults"]));
        }
    }

    public void DrawShapes(SvgCanvas canvas, bool below)
    {
        foreach (Attr shape in layout["shapes"].Parts)
        {
            if (shape["visible"].Flag(true)
                && shape["layer"].Text("above").StartsWith("below", StringComparison.Ordinal) == below)
                DrawShape(canvas, shape.Or(layout["shapedefaults"]));
        }
    }

    private void DrawAnnotation(SvgCanvas canvas, Attr note)
    {
        string text = note["text"].Text("");
        bool arrow = note["showarrow"].Flag(true);
        double size = note["font"]["size"].Number(12);
        string color = Rgb.Clean(note["font"]["color"].Text(ink));
        double x = X(note["xref"].Text("x"), note["x"]), y = Y(note["yref"].Text("y"), note["y"]);
        if (!double.IsFinite(x + y))
            return;
        double tipX = x, tipY = y;
        x += arrow ? note["ax"].Number(-10) : note["xshift"].Number(0);
        y += arrow ? note["ay"].Number(-30) : -note["yshift"].Number(0);
        double width = Label.Width(text, size), height = Label.Height(text, size);
        string horizontal = note["xanchor"].Text("auto"), vertical = note["yanchor"].Text("auto");
        if (horizontal == "auto")
            horizontal = arrow || note["xref"].Text("x") != "paper" ? "center" : note["x"].Number(0.5) < 0.34
                ? "left" : note["x"].Number(0.5) > 0.66 ? "right" : "center";
        double left = x - (horizontal == "center" ? width / 2 : horizontal == "right" ? width : 0);
        double top = y - (vertical == "top" ? 0 : vertical == "bottom" ? height : height / 2);
        if (arrow)
            DrawArrow(canvas, note, (x, y < tipY ? top + height : y > tipY ? top : y), (tipX, tipY));
        if (note["bgcolor"].Exists || note["bordercolor"].Exists)
            canvas.Rect(left - 3, top - 1, width + 6, height + 2, $"fill=\"{Rgb.Clean(note["bgcolor"].Text("transparent"))}\" "
                + SvgCanvas.Stroke(Rgb.Clean(note["bordercolor"].Text("transparent")), note["borderwidth"].Number(1)));
        double angle = note["textangle"].Number(0);
        Label.Draw(canvas, text, left + (width / 2), top + size, size, color, "middle", angle);
    }

    private static void DrawArrow(SvgCanvas canvas, Attr note, (double X, double Y) from, (double X, double Y) to)
    {
        string color = Rgb.Clean(note["arrowcolor"].Text("#444"));
        double width = note["arrowwidth"].Number(1), dx = to.X - from.X, dy = to.Y - from.Y,
            length = Math.Sqrt((dx * dx) + (dy * dy));
        if (length < 1)
            return;
        canvas.Line(from.X, from.Y, to.X, to.Y, SvgCanvas.Stroke(color, width));
        if (note["arrowhead"].Number(1) == 0)
            return;
        (double ux, double uy) = (dx / length * 7 * Math.Sqrt(width), dy / length * 7 * Math.Sqrt(width));
        canvas.Path($"M{SvgCanvas.Of(to.X)},{SvgCanvas.Of(to.Y)}"
            + $"L{SvgCanvas.Of(to.X - ux - (uy / 2.2))},{SvgCanvas.Of(to.Y - uy + (ux / 2.2))}"
            + $"L{SvgCanvas.Of(to.X - ux + (uy / 2.2))},{SvgCanvas.Of(to.Y - uy - (ux / 2.2))}Z", $"fill=\"{color}\"");
    }

    private void DrawShape(SvgCanvas canvas, Attr shape)
    {
        string xref = shape["xref"].Text("x"), yref = shape["yref"].Text("y");
        double x0 = X(xref, shape["x0"]), x1 = X(xref, shape["x1"]), y0 = Y(yref, shape["y0"]),
            y1 = Y(yref, shape["y1"]);
        if (!double.IsFinite(x0 + x1 + y0 + y1))
            return;
        Attr line = shape["line"];
        string opacity = shape["opacity"].Number(1) < 1 ? $" opacity=\"{SvgCanvas.Of(shape["opacity"].Number(1))}\"" : "";
        string paint = $"fill=\"{Rgb.Clean(shape["fillcolor"].Text("transparent"))}\" "
            + SvgCanvas.Stroke(Rgb.Clean(line["color"].Text("#444")), line["width"].Number(2))
                + LinePath.Dashes(line["dash"].Text("solid")) + opacity;
        switch (shape["type"].Text("rect"))
        {
            case "line":
                canvas.Line(x0, y0, x1, y1, paint);
                break;
            case "circle":
                canvas.Raw($"<ellipse cx=\"{SvgCanvas.Of((x0 + x1) / 2)}\" cy=\"{SvgCanvas.Of((y0 + y1) / 2)}\" "
                    + $"rx=\"{SvgCanvas.Of(Math.Abs(x1 - x0) / 2)}\" ry=\"{SvgCanvas.Of(Math.Abs(y1 - y0) / 2)}\" {paint}/>");
                break;
            default:
                canvas.Rect(Math.Min(x0, x1), Math.Min(y0, y1), Math.Abs(x1 - x0), Math.Abs(y1 - y0), paint);
                break;
        }
    }

    private double X(string reference, Attr value)
    {
        if (reference == "paper")
            return plot.Left + (plot.Width * value.Number(0));
        return Placed(reference, value, a => a.Start, a => a.End);
    }

    private double Y(string reference, Attr value)
    {
        if (reference == "paper")
            return plot.Bottom - (plot.Height * value.Number(0));
        return Placed(reference, value, a => a.Start, a => a.End);
    }

    /// <summary>"x2 domain" is a fraction of the axis' length, "x2" a value on it.</summary>
    private double Placed(string reference, Attr value, Func<Axis, double> start, Func<Axis, double> end)
    {
        string[] parts = reference.Split(' ');
        if (axis(parts[0]) is not { } found)
            return double.NaN;
        return parts.Length > 1 ? start(found) + ((end(found) - start(found)) * value.Number(0))
            : found.Place(value.Element);
    }
}
