using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>x σ(x), also called swish (arXiv 1702.03118), element by element.</summary>
    public sealed class SiLU : ParameterLessModule<Tensor, Tensor>
    {
        internal SiLU(bool inplace) : base(nameof(SiLU)) => this.inplace = inplace;

        /// <summary>Whether to overwrite the input.</summary>
        public bool inplace { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.silu(tensor, inplace);

        /// <inheritdoc/>
        public override string GetName() => nameof(SiLU);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x σ(x), also called swish (arXiv 1702.03118), element by element.</summary>
            public static SiLU SiLU() => new(false);

            /// <summary>x σ(x), also called swish (arXiv 1702.03118), element by element.</summary>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static SiLU SiLU(bool inplace) => new(inplace);
        }
    }
}
