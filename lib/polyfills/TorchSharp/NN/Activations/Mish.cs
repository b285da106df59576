using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>x tanh(softplus(x)) (arXiv 1908.08681), element by element.</summary>
    public sealed class Mish : ParameterLessModule<Tensor, Tensor>
    {
        internal Mish(bool inplace) : base(nameof(Mish)) => this.inplace = inplace;

        /// <summary>Whether to overwrite the input.</summary>
        public bool inplace { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.mish(tensor, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x tanh(softplus(x)) (arXiv 1908.08681), element by element.</summary>
            public static Mish Mish() => new(false);

            /// <summary>x tanh(softplus(x)) (arXiv 1908.08681), element by element.</summary>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Mish Mish(bool inplace) => new(inplace);
        }
    }
}
