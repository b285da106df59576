using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Layer normalization (arXiv 1607.06450): over the last dimensions, mean 0 and variance 1, then a
    /// factor and an
    /// addend for each element.</summary>
    public sealed class LayerNorm : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(bias))]
        private Parameter? _bias;
        [ComponentName(Name = nameof(weight))]
        private Parameter? _weight;

        internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device,
            ScalarType? dtype) : base(nameof(LayerNorm))
        {
            this.normalized_shape = normalized_shape;
            this.eps = eps;
            this.elementwise_affine = elementwise_affine;
            if (elementwise_affine)
            {
                weight = new Parameter(empty(normalized_shape, dtype, device));
                if (bias) this.bias = new Parameter(empty(normalized_shape, dtype, device));
            }
            reset_parameters();
        }

        /// <summary>The addend of shape <see cref="normalized_shape"/>, or null. Setting it frees the one
        /// before.</summary>
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

        /// <summary>The factor of shape <see cref="normalized_shape"/>, or null. Setting it frees the one
        /// before.</summary>
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

        /// <summary>Sizes of the last dimensions.</summary>
        public long[] normalized_shape { get; set; }

        /// <summary>Added to the variance.</summary>
        public double eps { get; set; }

        /// <summary>Whether there is a factor.</summary>
        public bool elementwise_affine { get; set; }

        /// <summary>Sets the factor to one and the addend to zero.</summary>
        public void reset_parameters()
        {
            if (elementwise_affine) nn.init.ones_(weight);
            if (bias is not null) nn.init.zeros_(bias);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) =>
            nn.functional.layer_norm(tensor, normalized_shape, _weight, _bias, eps);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Layer normalization over the last dimensions.</summary>
            /// <param name="normalized_shape">Their sizes.</param>
            /// <param name="eps">Added to the variance.</param>
            /// <param name="elementwise_affine">Whether there is a factor (and an addend).</param>
            /// <param name="bias">Whether there is an addend.</param>
            /// <param name="device">Device of the parameters.</param>
            /// <param name="dtype">Type of the parameters.</param>
            public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05,
                bool elementwise_affine = true,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            /// <summary>Layer normalization over the last dimension.</summary>
            /// <param name="normalized_shape">Its size.</param>
            /// <param name="eps">Added to the variance.</param>
            /// <param name="elementwise_affine">Whether there is a factor (and an addend).</param>
            /// <param name="bias">Whether there is an addend.</param>
            /// <param name="device">Device of the parameters.</param>
            /// <param name="dtype">Type of the parameters.</param>
            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new([normalized_shape], eps, elementwise_affine, bias, device, dtype);
        }
    }
}
