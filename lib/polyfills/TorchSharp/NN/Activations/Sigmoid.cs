using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>1 / (1 + exp(-x)), element by element.</summary>
    public sealed class Sigmoid : ParameterLessModule<Tensor, Tensor>
    {
        internal Sigmoid(bool inplace) : base(nameof(Sigmoid)) => this.inplace = inplace;

        /// <summary>Whether to overwrite the input.</summary>
        public bool inplace { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.sigmoid(tensor, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>1 / (1 + exp(-x)), element by element.</summary>
            public static Sigmoid Sigmoid() => new(false);

            /// <summary>1 / (1 + exp(-x)), element by element.</summary>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Sigmoid Sigmoid(bool inplace) => new(inplace);
        }
    }
}
