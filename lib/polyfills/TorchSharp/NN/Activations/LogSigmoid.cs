using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>log σ(x), element by element.</summary>
    public sealed class LogSigmoid : ParameterLessModule<Tensor, Tensor>
    {
        internal LogSigmoid() : base(nameof(LogSigmoid))
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.logsigmoid(tensor);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>log σ(x), element by element.</summary>
            public static LogSigmoid LogSigmoid() => new();
        }
    }
}
