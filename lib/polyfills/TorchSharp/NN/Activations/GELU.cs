using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>GELU, x Φ(x) (arXiv 1606.08415), element by element.</summary>
    public sealed class GELU : ParameterLessModule<Tensor, Tensor>
    {
        /// <summary>How to compute Φ.</summary>
        public enum Approximate
        {
            /// <summary>Exactly.</summary>
            none,

            /// <summary>0.5 (1 + tanh(√(2/π) (x + 0.044715 x³))).</summary>
            tanh,
        }

        internal GELU(bool inplace, Approximate approximate) : base(nameof(GELU)) =>
            (this.inplace, this.approximate) = (inplace, approximate);

        /// <summary>Whether to overwrite the input.</summary>
        public bool inplace { get; set; }

        /// <summary>Exact, or with tanh.</summary>
        public Approximate approximate { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.gelu(tensor, approximate, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>GELU, x Φ(x) (arXiv 1606.08415).</summary>
            public static GELU GELU() => new(false, Modules.GELU.Approximate.none);

            /// <summary>GELU, x Φ(x) (arXiv 1606.08415).</summary>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static GELU GELU(bool inplace) => new(inplace, Modules.GELU.Approximate.none);

            /// <summary>GELU (arXiv 1606.08415), exact or with tanh.</summary>
            /// <param name="approximate">Exact, or with tanh as GPT-2 has it.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static GELU GELU(GELU.Approximate approximate, bool inplace = false) => new(inplace, approximate);
        }
    }
}
