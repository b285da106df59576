using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>x, or α (exp(x) - 1) where x is negative (arXiv 1511.07289).</summary>
    public sealed class ELU : ParameterLessModule<Tensor, Tensor>
    {
        internal ELU(double alpha, bool inplace) : base(nameof(ELU)) =>
            (this.alpha, this.inplace) = (alpha, inplace);

        /// <summary>The factor α.</summary>
        public double alpha { get; set; }

        /// <summary>Whether to overwrite the input.</summary>
        public bool inplace { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.elu(tensor, alpha, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x, or α (exp(x) - 1) where x is negative (arXiv 1511.07289).</summary>
            /// <param name="alpha">The factor α.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static ELU ELU(double alpha = 1.0, bool inplace = false) => new(alpha, inplace);
        }
    }
}
