using TorchSharp.Engine;

namespace TorchSharp;

/// <summary>Where a discrete Fourier transform is divided by the number of points.</summary>
public enum FFTNormType
{
    /// <summary>In the inverse transform.</summary>
    Backward = 0,

    /// <summary>In the forward transform.</summary>
    Forward = 1,

    /// <summary>In both, by its square root.</summary>
    Ortho = 2,
}

public static partial class torch
{
    /// <summary>
    /// Discrete Fourier transforms. A length of -1 keeps the input's; another crops it or pads it with zeros.
    /// </summary>
    public static partial class fft
    {
        /// <summary>The transform along one dimension.</summary>
        public static Tensor fft_(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Ops.Fft.Call(input, Length(n), dim, Name(norm));

        /// <summary>The inverse transform along one dimension.</summary>
        public static Tensor ifft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Ops.Ifft.Call(input, Length(n), dim, Name(norm));

        /// <summary>The transform over two dimensions, by default the last ones.</summary>
        public static Tensor fft2(
            Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Ops.Fft2.Call(input, s, dim ?? [-2, -1], Name(norm));

        /// <summary>The inverse transform over two dimensions, by default the last ones.</summary>
        public static Tensor ifft2(
            Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Ops.Ifft2.Call(input, s, dim ?? [-2, -1], Name(norm));

        /// <summary>The transform of real values: the non-negative frequencies, <c>n / 2 + 1</c> of them.</summary>
        public static Tensor rfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Ops.Rfft.Call(input, Length(n), dim, Name(norm));

        /// <summary>The inverse of <see cref="rfft"/>; an odd length has to be told.</summary>
        public static Tensor irfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Ops.Irfft.Call(input, Length(n), dim, Name(norm));

        private static long? Length(long n) => n < 0 ? null : n;

        private static string Name(FFTNormType norm) => norm switch
        {
            FFTNormType.Forward => "forward",
            FFTNormType.Ortho => "ortho",
            _ => "backward",
        };

        private static class Ops
        {
            internal static readonly Op Fft = Op.Find("aten::fft_fft");
            internal static readonly Op Fft2 = Op.Find("aten::fft_fft2");
            internal static readonly Op Ifft = Op.Find("aten::fft_ifft");
            internal static readonly Op Ifft2 = Op.Find("aten::fft_ifft2");
            internal static readonly Op Irfft = Op.Find("aten::fft_irfft");
            internal static readonly Op Rfft = Op.Find("aten::fft_rfft");
        }
    }
}
