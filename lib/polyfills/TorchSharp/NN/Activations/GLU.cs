using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>a σ(b) of the halves of the input (arXiv 1612.08083).</summary>
    public sealed class GLU : ParameterLessModule<Tensor, Tensor>
    {
        internal GLU(long dim) : base(nameof(GLU)) => this.dim = dim;

        /// <summary>The dimension that is halved.</summary>
        public long dim { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.glu(tensor, dim);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>a σ(b) of the halves of the input (arXiv 1612.08083).</summary>
            /// <param name="dim">The dimension that is halved.</param>
            public static GLU GLU(long dim = -1) => new(dim);
        }
    }
}
