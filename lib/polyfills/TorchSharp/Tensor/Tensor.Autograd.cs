using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Whether operations on this tensor are recorded for <see cref="backward()"/>.</summary>
        public bool requires_grad
        {
            get => Native.Check(Native.RequiresGrad(Handle)) != 0;
            set => Native.Check(Native.SetRequiresGrad(Handle, value ? 1 : 0));
        }

        /// <summary>Sets <see cref="requires_grad"/>.</summary>
        /// <returns>This tensor.</returns>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <inheritdoc cref="requires_grad_(bool)"/>
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Whether the tensor was made by the user and not by a recorded operation.</summary>
        public bool is_leaf => Native.Check(Native.IsLeaf(Handle)) != 0;

        /// <summary>The gradient that backward passes have summed up, of the tensor's shape; null where there was none.</summary>
        public Tensor? grad
        {
            get
            {
                nint result;
                Native.Check(Native.Grad(Handle, &result));
                return result == 0 ? null : new Tensor(result);
            }

            set => Native.Check(Native.SetGrad(Handle, value is null ? 0 : value.Handle));
        }

        /// <summary>Keeps the gradient of a tensor that is not a leaf.</summary>
        public void retain_grad() => Native.Check(Native.RetainGrad(Handle));

        /// <summary>Computes the gradients of this tensor, of one element, and adds them to the leaves.</summary>
        /// <exception cref="System.Runtime.InteropServices.ExternalException">It has several elements or needs no gradient.</exception>
        public void backward() => backward(null, false, false, null);

        /// <summary>Computes gradients and adds them to the leaves.</summary>
        /// <param name="grad_tensors">The gradient with respect to this tensor, of its shape; ones where it has one element.</param>
        /// <param name="retain_graph">Whether another backward pass will follow through the same graph.</param>
        /// <param name="create_graph">Whether to record the pass itself, for derivatives of higher order.</param>
        /// <param name="inputs">The only leaves to add to; all where null.</param>
        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            nint root = Handle;
            nint[] gradients = Handles(grad_tensors);
            nint[] leaves = Handles(inputs);
            nint nothing = 0;
            fixed (nint* g = gradients, i = leaves)
            {
                nint* none = gradients.Length == 0 ? &nothing : g;
                Native.Check(Native.Backward(
                    &root, 1, none, 1, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, i, leaves.Length));
            }

            GC.KeepAlive(this);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        /// <summary>The addresses of some tensors; empty for null.</summary>
        internal static nint[] Handles(IList<Tensor>? tensors)
        {
            var handles = new nint[tensors?.Count ?? 0];
            for (int i = 0; i < handles.Length; i++)
            {
                handles[i] = tensors![i] is { } tensor ? tensor.Handle
                    : throw new ArgumentNullException(nameof(tensors), $"tensor {i} of a list is null");
            }

            return handles;
        }
    }
}
