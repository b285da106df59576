using System.Globalization;

namespace PeftWorkbook.Peft;

/// <summary>How many parameters are trained; printed as PEFT prints it.</summary>
/// <param name="Trainable">Those that get a gradient.</param>
/// <param name="Total">All, the adapters' among them.</param>
public sealed record ParameterCount(long Trainable, long Total)
{
    /// <summary>The share that is trained, in percent.</summary>
    public double Percent => Total == 0 ? 0 : 100.0 * Trainable / Total;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"trainable params: {Trainable:N0} || all params: {Total:N0} || trainable%: {Percent:F4}");
}
