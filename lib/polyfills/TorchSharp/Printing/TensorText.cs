using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Printing;

/// <summary>A tensor as text, in one of the styles.</summary>
internal sealed class TensorText(Tensor tensor, PrintOptions options, CultureInfo culture)
{
    private const int Edge = 3;
    private readonly ScalarType type = tensor.dtype;

    internal static string Metadata(Tensor tensor) =>
        $"[{string.Join("x", tensor.shape)}], type = {tensor.dtype}, device = {tensor.device}";

    internal string Of(TensorStringStyle style)
    {
        if (style == TorchSharp.TensorStringStyle.Metadata || tensor.is_meta)
        {
            return Metadata(tensor);
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        Tensor local = (tensor.is_sparse ? tensor.to_dense() : tensor).detach().cpu();
        return style switch
        {
            TorchSharp.TensorStringStyle.Numpy => Numpy(local),
            TorchSharp.TensorStringStyle.CSharp => CSharp(local),
            _ => Metadata(tensor) + new JuliaText(options, Elements(asCode: false)).Of(local),
        };
    }

    /// <summary>All positions, or the first and last few with null between them.</summary>
    internal static IEnumerable<long?> Shown(long count, int most)
    {
        for (long i = 0; i < count; i++)
        {
            if (count > most && i == Edge)
            {
                yield return null;
                i = count - Edge;
            }

            yield return i;
        }
    }

    private ElementText Elements(bool asCode) => new(options.FloatFormat, culture, asCode, type);

    private string Numpy(Tensor local)
    {
        var style = new Brackets('[', ']', Elements(asCode: false));
        return local.ndim == 0 ? style.Elements.Of(local) : Nested(local, 0, style);
    }

    private string CSharp(Tensor local)
    {
        string head = Metadata(tensor) + ", value = ";
        var style = new Brackets('{', '}', Elements(asCode: true));
        if (local.ndim == 0)
        {
            return head + style.Elements.Of(local);
        }

        string array = $"{ElementText.TypeName(type)} [{new string(',', (int)local.ndim - 1)}] ";
        string inner = Nested(local, 0, style);
        return local.ndim == 1 ? head + array + inner
            : $"{head}{options.NewLine}{array}{{{options.NewLine} {inner[1..^1]}{options.NewLine}}}";
    }

    private string Nested(Tensor local, int depth, Brackets style)
    {
        int below = (int)local.ndim - 1;
        string indent = new(' ', depth + 1);
        string lines = style.IsCode ? options.NewLine : string.Concat(Enumerable.Repeat(options.NewLine, below));
        string between = below == 0 ? ", " : (style.IsCode ? "," : "") + lines + indent;
        string afterGap = below == 0 ? " " : lines + indent;
        var text = new StringBuilder().Append(style.Open);
        bool first = true, gap = false;
        foreach (long? i in Shown(local.shape[0], below == 0 ? options.MaxColumns : options.MaxRows))
        {
            text.Append(first ? "" : gap ? afterGap : between);
            (first, gap) = (false, i is null);
            text.Append(i is not { } index ? "..." : below == 0 ? style.Elements.Of(local[index]) : Nested(local[index], depth + 1, style));
        }

        return text.Append(style.Close).ToString();
    }

    private sealed record Brackets(char Open, char Close, ElementText Elements)
    {
        internal bool IsCode => Open == '{';
    }
}
