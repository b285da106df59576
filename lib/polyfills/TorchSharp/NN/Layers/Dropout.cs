using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>In training, sets elements to zero at random and scales the others by 1 / (1 - p).</summary>
    public sealed class Dropout : ParameterLessModule<Tensor, Tensor>
    {
        internal Dropout(double p = 0.5, bool inplace = false) : base(nameof(Dropout)) =>
            (this.p, this.inplace) = (p, inplace);

        /// <summary>Whether to overwrite the input.</summary>
        public bool inplace { get; set; }

        /// <summary>Probability of zero.</summary>
        public double p { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, p, training, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Sets elements to zero at random in training (JMLR 15, Srivastava 2014).</summary>
            /// <param name="p">Probability of zero.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);
        }
    }
}
