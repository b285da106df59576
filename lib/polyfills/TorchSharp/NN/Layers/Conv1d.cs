using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Convolution over one dimension: <c>[batch, in, length]</c> in, <c>[batch, out, length]</c>
    /// out.</summary>
    public sealed class Conv1d : Convolution
    {
        internal Conv1d(long in_channels, long out_channels, long kernel_size, long stride, long? padding,
            Padding? padding_type, long dilation, long groups = 1, bool bias = true,
            PaddingModes padding_mode = PaddingModes.Zeros, Device? device = null, ScalarType? dtype = null)
            : base(nameof(Conv1d), in_channels, out_channels, [kernel_size], [stride],
                padding is { } size ? [size] : null, padding_type,
                [dilation], false, [0], groups, bias, padding_mode, device, dtype)
        {
        }

        /// <inheritdoc/>
        /// <exception cref="ArgumentException">The input has other dimensions or channels.</exception>
        public override Tensor forward(Tensor input)
        {
            if (!ValidateShape(input, 1))
            {
                throw new ArgumentException(
                    $"Expected 2D (unbatched) or 3D (batched) input with {in_channels} channels to Conv1d.");
            }
            if (padding_mode != PaddingModes.Zeros)
            {
                using var padded = nn.functional.pad(input, _reversed_padding_repeated_twice, padding_mode);
                return nn.functional.conv1d(padded, weight, bias, stride[0], 0L, dilation[0], groups);
            }
            return padding_type is { } named
                ? nn.functional.conv1d_padding(input, weight, bias, stride[0], named, dilation[0], groups)
                : nn.functional.conv1d(input, weight, bias, stride[0], padding![0], dilation[0], groups);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A convolution over one dimension.</summary>
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
            public static Conv1d Conv1d(long in_channels, long out_channels, long kernel_size, long stride = 1,
                long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
                    bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, kernel_size, stride, padding, null,
                    dilation, groups, bias, padding_mode, device, dtype);

            /// <summary>A convolution over one dimension with padding by name.</summary>
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
            public static Conv1d Conv1d(long in_channels, long out_channels, long kernel_size, Padding padding,
                long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
                    bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, kernel_size, stride, null, padding,
                    dilation, groups, bias, padding_mode, device, dtype);
        }
    }
}
