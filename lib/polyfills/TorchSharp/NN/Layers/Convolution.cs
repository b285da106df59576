using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What convolutions share.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    /// <summary>The bias.</summary>
    [ComponentName(Name = nameof(bias))]
    protected Parameter? _bias;

    /// <summary>The kernels.</summary>
    [ComponentName(Name = nameof(weight))]
    protected Parameter? _weight;

    /// <summary>The padding as <c>functional.pad</c> takes it: two numbers a dimension, last dimension first.</summary>
    protected long[] _reversed_padding_repeated_twice = [];

    /// <summary>A convolution; the factories explain the arguments.</summary>
    /// <exception cref="ArgumentException">Padding does not go with the other arguments.</exception>
    protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride,
        long[]? padding, Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups,
        bool bias, PaddingModes padding_mode, Device? device = null, ScalarType? dtype = null) : base(name)
    {
        if (transposed && padding_mode != PaddingModes.Zeros)
            throw new ArgumentException("Only PaddingModes.Zeros is supported for ConvTransposeND",
                nameof(padding_mode));
        (this.in_channels, this.out_channels, this.groups) = (in_channels, out_channels, groups);
        (this.kernel_size, this.stride, this.dilation) = (kernel_size, stride, dilation);
        (this.transposed, this.output_padding, this.padding_mode) = (transposed, output_padding, padding_mode);
        if (padding_type is { } named) SetPadding(named);
        else SetPadding(padding ?? new long[kernel_size.Length]);
        long[] channels = transposed ? [in_channels, out_channels / groups] : [out_channels, in_channels / groups];
        weight = new Parameter(empty([.. channels, .. kernel_size], dtype, device));
        if (bias) this.bias = new Parameter(empty([out_channels], dtype, device));
        reset_parameters();
    }

    /// <summary>The bias <c>[out]</c>, or null. Setting it frees the one before.</summary>
    public Parameter? bias
    {
        get => _bias;
        set
        {
            if (!ReferenceEquals(value, _bias)) _bias?.Dispose();
            value?.DetachFromDisposeScope();
            ConditionallyRegisterParameter(nameof(bias), _bias = value);
        }
    }

    /// <summary>The kernels <c>[out, in / groups, ...]</c>. Setting them frees the ones before.</summary>
    public Parameter weight
    {
        get => _weight!;
        set
        {
            if (ReferenceEquals(value, _weight)) return;
            _weight?.Dispose();
            value.DetachFromDisposeScope();
            ConditionallyRegisterParameter(nameof(weight), _weight = value);
        }
    }

    /// <summary>Number of input channels.</summary>
    public long in_channels { get; }

    /// <summary>Number of output channels.</summary>
    public long out_channels { get; }

    /// <summary>Whether it is a transposed convolution.</summary>
    public bool transposed { get; }

    /// <summary>Padding by name, or null.</summary>
    public Padding? padding_type { get; private set; }

    /// <summary>Padding on each side by dimension, or null where it has a name.</summary>
    public long[]? padding { get; private set; }

    /// <summary>What stands beyond the border.</summary>
    public PaddingModes padding_mode { get; set; }

    /// <summary>Number of groups of channels that do not see each other.</summary>
    public long groups { get; set; }

    /// <summary>Size of the kernels by dimension.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>Step of the kernels by dimension.</summary>
    public long[] stride { get; set; }

    /// <summary>Distance of the kernels' elements by dimension.</summary>
    public long[] dilation { get; set; }

    /// <summary>Added to one side of the output of a transposed convolution.</summary>
    public long[] output_padding { get; set; }

    /// <summary>Draws kernels and bias from U(-1/√fan, 1/√fan), where fan is the number of inputs of an
    /// output.</summary>
    public void reset_parameters()
    {
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is null) return;
        var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
        if (fanIn > 0) nn.init.uniform_(bias, -1 / Math.Sqrt(fanIn), 1 / Math.Sqrt(fanIn));
    }

    /// <summary>Sets the padding by numbers.</summary>
    /// <param name="padding">Elements on each side, by dimension.</param>
    public void SetPadding(long[] padding)
    {
        (padding_type, this.padding) = (null, padding);
        _reversed_padding_repeated_twice = padding.Reverse().SelectMany(size => new[] { size, size }).ToArray();
    }

    /// <summary>Sets the padding by name.</summary>
    /// <param name="padding">None, or as much as keeps the size.</param>
    /// <exception cref="ArgumentException">The convolution is transposed or has strides.</exception>
    public void SetPadding(Padding padding)
    {
        if (transposed) throw new ArgumentException("Cannot set padding type on ConvTransposeND");
        if (padding == Padding.Same && stride.Any(step => step != 1))
            throw new ArgumentException("padding='same' is not supported for strided convolutions");
        (padding_type, this.padding) = (padding, null);
        _reversed_padding_repeated_twice = Enumerable.Range(0, kernel_size.Length).Reverse()
            .Select(i => padding == Padding.Same ? dilation[i] * (kernel_size[i] - 1) : 0)
            .SelectMany(total => new[] { total / 2, total - total / 2 }).ToArray();
    }

    /// <summary>Whether an input has the channels and dimensions of the convolution, with a batch or without.</summary>
    /// <param name="input">The input.</param>
    /// <param name="dimensions">Number of dimensions of the kernels.</param>
    protected bool ValidateShape(Tensor input, long dimensions)
    {
        var shape = input.shape;
        return shape.Length == dimensions + 2 && shape[1] == in_channels ||
            shape.Length == dimensions + 1 && shape[0] == in_channels;
    }
}
