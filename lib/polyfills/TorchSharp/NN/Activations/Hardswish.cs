using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>x relu6(x + 3) / 6 (arXiv 1905.02244), element by element.</summary>
    public sealed class Hardswish : ParameterLessModule<Tensor, Tensor>
    {
        internal Hardswish(bool inplace) : base(nameof(Hardswish)) => this.inplace = inplace;

        /// <summary>Whether to overwrite the input.</summary>
        public bool inplace { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.hardswish(tensor, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x relu6(x + 3) / 6 (arXiv 1905.02244), element by element.</summary>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Hardswish Hardswish(bool inplace = false) => new(inplace);
        }
    }
}
