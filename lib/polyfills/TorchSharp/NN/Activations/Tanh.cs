using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>tanh(x), element by element.</summary>
    public sealed class Tanh : ParameterLessModule<Tensor, Tensor>
    {
        internal Tanh(bool inplace) : base(nameof(Tanh)) => this.inplace = inplace;

        /// <summary>Whether to overwrite the input.</summary>
        public bool inplace { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.tanh(tensor, inplace);

        /// <inheritdoc/>
        public override string GetName() => nameof(Tanh);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>tanh(x), element by element.</summary>
            public static Tanh Tanh() => new(false);

            /// <summary>tanh(x), element by element.</summary>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Tanh Tanh(bool inplace = false) => new(inplace);
        }
    }
}
