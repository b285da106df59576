using System.Globalization;
using TorchSharp.Printing;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Shape, element type and device; the values come with <c>str()</c>.</summary>
        public override string ToString() => TensorText.Metadata(this);

        /// <summary>The tensor in the default style, or its metadata alone.</summary>
        /// <param name="disamb">Whether to write the values.</param>
        /// <param name="fltFormat">A .NET format of floating-point numbers.</param>
        /// <param name="width">Characters a line may have.</param>
        /// <param name="cultureInfo">The culture of numbers; the current one where null.</param>
        /// <param name="newLine">What ends a line.</param>
        public string ToString(
            bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            disamb ? ToString(TorchSharp.TensorStringStyle.Default, fltFormat, width, cultureInfo, newLine) : ToString();

        /// <summary>The tensor in a style.</summary>
        /// <param name="style">The style.</param>
        /// <param name="fltFormat">A .NET format of floating-point numbers.</param>
        /// <param name="width">Characters a line may have.</param>
        /// <param name="cultureInfo">The culture of numbers; the current one where null.</param>
        /// <param name="newLine">What ends a line.</param>
        public string ToString(
            TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            PrintOptions now = PrintOptions.Current;
            PrintOptions options = now with
            {
                FloatFormat = fltFormat ?? now.FloatFormat,
                LineWidth = width ?? now.LineWidth,
                NewLine = newLine ?? now.NewLine,
            };
            TensorStringStyle chosen = style == TorchSharp.TensorStringStyle.Default ? torch.TensorStringStyle : style;
            return new TensorText(this, options, cultureInfo ?? CultureInfo.CurrentCulture).Of(chosen);
        }
    }
}
