using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Returns its input, as another tensor object on the same memory.</summary>
    public sealed class Identity : ParameterLessModule<Tensor, Tensor>
    {
        internal Identity() : base(nameof(Identity))
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => tensor.alias();
    }

    /// <summary>Makes one dimension of several.</summary>
    public sealed class Flatten : ParameterLessModule<Tensor, Tensor>
    {
        internal Flatten(long start_dim = 1, long end_dim = -1) : base(nameof(Flatten)) =>
            (this.start_dim, this.end_dim) = (start_dim, end_dim);

        /// <summary>First of the dimensions.</summary>
        public long start_dim { get; set; }

        /// <summary>Last of the dimensions.</summary>
        public long end_dim { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => input.flatten(start_dim, end_dim);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A module that returns its input.</summary>
            public static Identity Identity() => new();

            /// <summary>A module that makes one dimension of several.</summary>
            /// <param name="start_dim">First of the dimensions.</param>
            /// <param name="end_dim">Last of the dimensions.</param>
            public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);
        }
    }
}
