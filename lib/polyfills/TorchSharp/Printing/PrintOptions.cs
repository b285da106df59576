namespace TorchSharp.Printing;

/// <summary>How tensors are written where nothing else is asked for.</summary>
internal sealed record PrintOptions(string FloatFormat, int LineWidth, string NewLine, int MaxRows, int MaxColumns)
{
    internal static PrintOptions Current { get; set; } = new("g5", 100, Environment.NewLine, 6, 6);
}
