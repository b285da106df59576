using TorchSharp.Printing;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Short for <see cref="TorchSharp.TensorStringStyle.Julia"/>.</summary>
    public const TensorStringStyle julia = TorchSharp.TensorStringStyle.Julia;

    /// <summary>Short for <see cref="TorchSharp.TensorStringStyle.Numpy"/>.</summary>
    public const TensorStringStyle numpy = TorchSharp.TensorStringStyle.Numpy;

    /// <summary>Short for <see cref="TorchSharp.TensorStringStyle.CSharp"/>.</summary>
    public const TensorStringStyle csharp = TorchSharp.TensorStringStyle.CSharp;

    /// <summary>The style of tensors whose text is asked for without one.</summary>
    public static TensorStringStyle TensorStringStyle { get; set; } = julia;

    /// <summary>Sets how tensors are written.</summary>
    /// <param name="precision">Digits: significant ones, or after the point in scientific notation.</param>
    /// <param name="linewidth">Characters a line may have.</param>
    /// <param name="newLine">What ends a line.</param>
    /// <param name="sci_mode">Whether to write in scientific notation.</param>
    /// <param name="maxRows">Rows above which the middle ones are left out.</param>
    /// <param name="maxColumns">Columns above which the middle ones are left out.</param>
    public static void set_printoptions(
        int precision, int? linewidth = null, string? newLine = null, bool sci_mode = false, int? maxRows = null,
        int? maxColumns = null) =>
        set_printoptions(null, (sci_mode ? "e" : "f") + precision, linewidth, newLine, maxRows, maxColumns);

    /// <inheritdoc cref="set_printoptions(int, int?, string, bool, int?, int?)"/>
    /// <param name="style">The style.</param>
    /// <param name="floatFormat">A .NET format of floating-point numbers, such as <c>g5</c>.</param>
    /// <param name="linewidth">Characters a line may have.</param>
    /// <param name="newLine">What ends a line.</param>
    /// <param name="maxRows">Rows above which the middle ones are left out.</param>
    /// <param name="maxColumns">Columns above which the middle ones are left out.</param>
    public static void set_printoptions(
        TensorStringStyle? style = null, string? floatFormat = null, int? linewidth = null, string? newLine = null,
        int? maxRows = null, int? maxColumns = null)
    {
        TensorStringStyle = style is { } s and not TorchSharp.TensorStringStyle.Default ? s : TensorStringStyle;
        PrintOptions now = PrintOptions.Current;
        PrintOptions.Current = new(
            floatFormat ?? now.FloatFormat, linewidth ?? now.LineWidth, newLine ?? now.NewLine, maxRows ?? now.MaxRows,
            maxColumns ?? now.MaxColumns);
    }
}
