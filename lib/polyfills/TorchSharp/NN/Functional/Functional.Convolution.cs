using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op Conv1d = Op.Find("aten::conv1d");
            private static readonly Op Conv1dPadded = Op.Find("aten::conv1d", "padding");
            private static readonly Op Conv2d = Op.Find("aten::conv2d");
            private static readonly Op Conv2dPadded = Op.Find("aten::conv2d", "padding");

            /// <summary>Convolution over one dimension.</summary>
            /// <param name="input">Input <c>[batch, in, length]</c> or <c>[in, length]</c>.</param>
            /// <param name="weight">Kernels <c>[out, in / groups, width]</c>.</param>
            /// <param name="bias">Bias <c>[out]</c>, or null.</param>
            /// <param name="stride">Step of the kernel, 1 when null.</param>
            /// <param name="padding">Zeros on each side, none when null.</param>
            /// <param name="dilation">Distance of the kernel's elements, 1 when null.</param>
            /// <param name="groups">Number of groups of channels that do not see each other.</param>
            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null,
                long? padding = null, long? dilation = null, long groups = 1) => Conv1d.Call(input, weight, bias,
                    new[] { stride ?? 1 }, new[] { padding ?? 0 }, new[] { dilation ?? 1 }, groups);

            /// <summary>Convolution over one dimension with padding by name.</summary>
            /// <param name="input">Input <c>[batch, in, length]</c> or <c>[in, length]</c>.</param>
            /// <param name="weight">Kernels <c>[out, in / groups, width]</c>.</param>
            /// <param name="bias">Bias <c>[out]</c>, or null.</param>
            /// <param name="stride">Step of the kernel, 1 when null.</param>
            /// <param name="padding">None, or as much as keeps the length.</param>
            /// <param name="dilation">Distance of the kernel's elements, 1 when null.</param>
            /// <param name="groups">Number of groups of channels that do not see each other.</param>
            public static Tensor conv1d_padding(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null,
                Padding padding = Padding.Valid, long? dilation = null, long groups = 1) => Conv1dPadded.Call(input,
                    weight, bias, new[] { stride ?? 1 }, NameOf(padding), new[] { dilation ?? 1 }, groups);

            /// <summary>Convolution over two dimensions.</summary>
            /// <param name="input">Input <c>[batch, in, height, width]</c> or <c>[in, height, width]</c>.</param>
            /// <param name="weight">Kernels <c>[out, in / groups, height, width]</c>.</param>
            /// <param name="bias">Bias <c>[out]</c>, or null.</param>
            /// <param name="strides">Steps of the kernel, 1 when null.</param>
            /// <param name="padding">Zeros on each side, none when null.</param>
            /// <param name="dilation">Distances of the kernel's elements, 1 when null.</param>
            /// <param name="groups">Number of groups of channels that do not see each other.</param>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                long[]? padding = null, long[]? dilation = null, long groups = 1) => Conv2d.Call(input, weight, bias,
                    strides ?? [1, 1], padding ?? [0, 0], dilation ?? [1, 1], groups);

            /// <summary>Convolution over two dimensions with padding by name.</summary>
            /// <param name="input">Input <c>[batch, in, height, width]</c> or <c>[in, height, width]</c>.</param>
            /// <param name="weight">Kernels <c>[out, in / groups, height, width]</c>.</param>
            /// <param name="bias">Bias <c>[out]</c>, or null.</param>
            /// <param name="strides">Steps of the kernel, 1 when null.</param>
            /// <param name="padding">None, or as much as keeps the size.</param>
            /// <param name="dilation">Distances of the kernel's elements, 1 when null.</param>
            /// <param name="groups">Number of groups of channels that do not see each other.</param>
            public static Tensor conv2d_padding(Tensor input, Tensor weight, Tensor? bias = null,
                long[]? strides = null,
                Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1) => Conv2dPadded.Call(input,
                    weight, bias, strides ?? [1, 1], NameOf(padding), dilation ?? [1, 1], groups);

            private static string NameOf(Padding padding) => padding == Padding.Same ? "same" : "valid";
        }
    }
}
