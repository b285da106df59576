using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary><c>y = x Wᵀ + b</c>: input <c>[..., in]</c>, output <c>[..., out]</c>.</summary>
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(bias))]
        private Parameter? _bias;
        [ComponentName(Name = nameof(weight))]
        private Parameter? _weight;

        internal Linear(Parameter weight, Parameter? bias = null) : base(nameof(Linear))
        {
            (out_features, in_features) = (weight.shape[0], weight.shape[1]);
            this.weight = weight;
            if (bias is not null) this.bias = bias;
        }

        internal Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null,
            ScalarType? dtype = null) : base(nameof(Linear))
        {
            (in_features, out_features) = (inputSize, outputSize);
            weight = new Parameter(empty([outputSize, inputSize], dtype, device));
            nn.init.kaiming_uniform_(weight, a: Math.Sqrt(5));
            if (!hasBias) return;
            bias = new Parameter(empty([outputSize], dtype, device));
            double bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
            nn.init.uniform_(bias, -bound, bound);
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

        /// <summary>The weight <c>[out, in]</c>. Setting it frees the one before.</summary>
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

        /// <summary>Number of input features.</summary>
        public long in_features { get; set; }

        /// <summary>Number of output features.</summary>
        public long out_features { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, _weight!, _bias);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A linear layer; weight and bias are drawn from U(-1/√in, 1/√in).</summary>
            /// <param name="inputSize">Number of input features.</param>
            /// <param name="outputSize">Number of output features.</param>
            /// <param name="hasBias">Whether to add a bias.</param>
            /// <param name="device">Device of the parameters.</param>
            /// <param name="dtype">Type of the parameters.</param>
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null,
                ScalarType? dtype = null) => new(inputSize, outputSize, hasBias, device, dtype);

            /// <summary>A linear layer of given parameters.</summary>
            /// <param name="weight">Weight <c>[out, in]</c>.</param>
            /// <param name="bias">Bias <c>[out]</c>, or null.</param>
            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);
        }
    }
}
