using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Convolution over two dimensions: <c>[batch, in, height, width]</c> in, <c>[batch, out, height,
    /// width]</c> out.</summary>
    public sealed class Conv2d : Convolution
    {
        internal Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long) stride, (long,
            long)? padding,
            Padding? padding_type, (long, long) dilation, long groups = 1, bool bias = true,
            PaddingModes padding_mode = PaddingModes.Zeros, Device? device = null, ScalarType? dtype = null)
            : base(nameof(Conv2d), in_channels, out_channels, [kernel_size.Item1, kernel_size.Item2], [stride.Item1,
                stride.Item2],
                padding is var (first, second) ? [first, second] : null, padding_type,
                [dilation.Item1, dilation.Item2], false, [0, 0], groups, bias, padding_mode, device, dtype)
        {
        }

        /// <inheritdoc/>
        /// <exception cref="ArgumentException">The input has other dimensions or channels.</exception>
        public override Tensor forward(Tensor input)
        {
            if (!ValidateShape(input, 2))
            {
                throw new ArgumentException(
                    $"Expected 3D (unbatched) or 4D (batched) input with {in_channels} channels to Conv2d.");
            }
            if (padding_mode != PaddingModes.Zeros)
            {
                using var padded = nn.functional.pad(input, _reversed_padding_repeated_twice, padding_mode);
                return nn.functional.conv2d(padded, weight, bias, stride, [0, 0], dilation, groups);
            }
            return padding_type is { } named
                ? nn.functional.conv2d_padding(input, weight, bias, stride, named, dilation, groups)
                : nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A convolution over two dimensions.</summary>
            /// <param name="in_channels">Number of input channels.</param>
            /// <param name="out_channels">Number of output channels.</param>
            /// <param name="kernel_size">Size of the kernels.</param>
            /// <param name="stride">Step of the kernels.</param>
            /// <param name="padding">Zeros on each side.</param>
            /// <param name="dilation">Distance of the kernels' elements.</param>
            /// <param name="padding_mode">What stands beyond the border.</param>
            /// <param name="groups">Number of groups of channels that do not see each other.</param>
            /// <param name="bias">Whether to add a bias.</param>
            /// <param name="device">Device of the parameters.</param>
            /// <param name="dtype">Type of the parameters.</param>
            public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1,
                long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
                    bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), (padding, padding), null,
                    (dilation, dilation), groups, bias, padding_mode, device, dtype);

            /// <summary>A convolution over two dimensions with padding by name.</summary>
            /// <param name="in_channels">Number of input channels.</param>
            /// <param name="out_channels">Number of output channels.</param>
            /// <param name="kernel_size">Size of the kernels.</param>
            /// <param name="padding">None, or as much as keeps the size.</param>
            /// <param name="stride">Step of the kernels.</param>
            /// <param name="dilation">Distance of the kernels' elements.</param>
            /// <param name="padding_mode">What stands beyond the border.</param>
            /// <param name="groups">Number of groups of channels that do not see each other.</param>
            /// <param name="bias">Whether to add a bias.</param>
            /// <param name="device">Device of the parameters.</param>
            /// <param name="dtype">Type of the parameters.</param>
            public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, Padding padding,
                long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
                    bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), null, padding,
                    (dilation, dilation), groups, bias, padding_mode, device, dtype);

            /// <summary>A convolution over two dimensions.</summary>
            /// <param name="in_channels">Number of input channels.</param>
            /// <param name="out_channels">Number of output channels.</param>
            /// <param name="kernel_size">Size of the kernels.</param>
            /// <param name="stride">Step of the kernels.</param>
            /// <param name="padding">Zeros on each side.</param>
            /// <param name="dilation">Distance of the kernels' elements.</param>
            /// <param name="padding_mode">What stands beyond the border.</param>
            /// <param name="groups">Number of groups of channels that do not see each other.</param>
            /// <param name="bias">Whether to add a bias.</param>
            /// <param name="device">Device of the parameters.</param>
            /// <param name="dtype">Type of the parameters.</param>
            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size,
                (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, kernel_size, stride ?? (1, 1), padding ?? (0, 0), null,
                    dilation ?? (1, 1), groups, bias, padding_mode, device, dtype);

            /// <summary>A convolution over two dimensions with padding by name.</summary>
            /// <param name="in_channels">Number of input channels.</param>
            /// <param name="out_channels">Number of output channels.</param>
            /// <param name="kernel_size">Size of the kernels.</param>
            /// <param name="padding">None, or as much as keeps the size.</param>
            /// <param name="stride">Step of the kernels.</param>
            /// <param name="dilation">Distance of the kernels' elements.</param>
            /// <param name="padding_mode">What stands beyond the border.</param>
            /// <param name="groups">Number of groups of channels that do not see each other.</param>
            /// <param name="bias">Whether to add a bias.</param>
            /// <param name="device">Device of the parameters.</param>
            /// <param name="dtype">Type of the parameters.</param>
            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size,
                Padding padding, (long, long)? stride = null, (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, kernel_size, stride ?? (1, 1), null, padding,
                    dilation ?? (1, 1), groups, bias, padding_mode, device, dtype);
        }
    }
}
