using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Op EqualOp = Op.Find("aten::equal");

    public partial class Tensor
    {
        /// <summary>Whether shape and all elements are equal.</summary>
        public bool Equals(Tensor target) => ReferenceEquals(this, target) || (target is not null && EqualOp.CallBool(this, target));

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
