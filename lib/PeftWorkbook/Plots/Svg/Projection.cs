namespace PeftWorkbook.Plots.Svg;

/// <summary>From the unit cube to the page, seen from the camera's eye.</summary>
internal sealed class Projection
{
    private readonly double[] right, up, toEye;
    private readonly double scale, centerX, centerY;

    public Projection(Attr eye, Box area)
    {
        double[] at = [eye["x"].Number(1.25), eye["y"].Number(1.25), eye["z"].Number(1.25)];
        double length = Math.Max(1e-9, Math.Sqrt(at.Sum(v => v * v)));
        toEye = [at[0] / length, at[1] / length, at[2] / length];
        double flat = Math.Sqrt((toEye[0] * toEye[0]) + (toEye[1] * toEye[1]));
        right = flat < 1e-6 ? [1, 0, 0] : [-toEye[1] / flat, toEye[0] / flat, 0];
        up = [(toEye[1] * right[2]) - (toEye[2] * right[1]), (toEye[2] * right[0]) - (toEye[0] * right[2]),
            (toEye[0] * right[1]) - (toEye[1] * right[0])];
        // The cube's diagonal is 1.73 long; the rest is for labels. A camera farther away sees it smaller.
        scale = Math.Min(area.Width, area.Height) / 2.25 * Math.Clamp(2.165 / length, 0.6, 1.2);
        (centerX, centerY) = (area.Left + (area.Width / 2), area.Top + (area.Height / 2));
        Far = [toEye[0] > 0 ? 0 : 1, toEye[1] > 0 ? 0 : 1, toEye[2] > 0 ? 0 : 1];
    }

    /// <summary>For each axis the end of the cube that lies away from the eye.</summary>
    public double[] Far { get; }

    public (double X, double Y, double Depth) At(double x, double y, double z)
    {
        double[] p = [x - 0.5, y - 0.5, z - 0.5];
        double Dot(double[] v) => (v[0] * p[0]) + (v[1] * p[1]) + (v[2] * p[2]);
        return (centerX + (Dot(right) * scale * 1.15), centerY - (Dot(up) * scale * 1.15), Dot(toEye));
    }

    /// <summary>The edge of the cube along which an axis has its labels: a border of the picture near the eye.</summary>
    public (double[] From, double[] To) LabelEdge(int axis)
    {
        double[] near = [1 - Far[0], 1 - Far[1], 1 - Far[2]];
        double[] from, to;
        if (axis == 2)
        {
            // Of the two upright edges at the border of the picture the left one.
            double[][] sides = [[near[0], Far[1]], [Far[0], near[1]]];
            double[] left = sides.MinBy(s => At(s[0], s[1], 0.5).X)!;
            (from, to) = ([left[0], left[1], 0], [left[0], left[1], 1]);
        }
        else
        {
            from = [near[0], near[1], Far[2]];
            to = [near[0], near[1], Far[2]];
            (from[axis], to[axis]) = (0, 1);
        }
        return (from, to);
    }
}
