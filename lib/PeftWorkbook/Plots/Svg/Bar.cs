namespace PeftWorkbook.Plots.Svg;

/// <summary>One bar: its middle and width along one axis, from where to where along the other, in axis units.</summary>
internal sealed record Bar(double Middle, double Width, double From, double To, Rgb Color, string Text);
