using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>A tensor that a module trains.</summary>
    public class Parameter : torch.Tensor
    {
        /// <summary>Takes a tensor over: the parameter owns it from now on, and <paramref name="data"/> is left
        /// empty.</summary>
        /// <param name="data">A leaf tensor.</param>
        /// <param name="requires_grad">Whether it is trained.</param>
        public Parameter(torch.Tensor data, bool requires_grad = true)
            : this(data.with_requires_grad(requires_grad), data.OwningDisposeScope)
        {
        }

        /// <summary>Takes over one reference to a native tensor.</summary>
        internal Parameter(nint handle) : base(handle)
        {
        }

        // It belongs to the scope that the tensor belonged to, not to the current one.
        private Parameter(torch.Tensor data, DisposeScope? owner) : base(data.DecoupleFromNativeHandle())
        {
            if (OwningDisposeScope != owner) MoveToOtherDisposeScope(owner);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A parameter that takes a tensor over; <paramref name="data"/> is left empty.</summary>
            /// <param name="data">A leaf tensor.</param>
            /// <param name="requires_grad">Whether it is trained.</param>
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
