using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>log(1 + exp(βx)) / β, element by element.</summary>
    public sealed class Softplus : ParameterLessModule<Tensor, Tensor>
    {
        internal Softplus(double beta, double threshold) : base(nameof(Softplus)) =>
            (this.beta, this.threshold) = (beta, threshold);

        /// <summary>The factor β.</summary>
        public double beta { get; set; }

        /// <summary>Where the function becomes linear.</summary>
        public double threshold { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.softplus(tensor, beta, threshold);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>log(1 + exp(βx)) / β, element by element.</summary>
            /// <param name="beta">The factor β.</param>
            /// <param name="threshold">Where the function becomes linear.</param>
            public static Softplus Softplus(double beta = 1, double threshold = 20) => new(beta, threshold);
        }
    }
}
