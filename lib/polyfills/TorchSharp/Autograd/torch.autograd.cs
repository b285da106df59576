using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Automatic differentiation.</summary>
    public static unsafe partial class autograd
    {
        /// <summary>The gradients of some outputs with respect to some inputs; nothing is added to <c>grad</c> of the leaves.</summary>
        /// <param name="outputs">What is differentiated.</param>
        /// <param name="inputs">With respect to what.</param>
        /// <param name="grad_outputs">The gradient of each output, of its shape; null (all of it) where outputs have one element.</param>
        /// <param name="retain_graph">Whether another pass will follow through the same graph.</param>
        /// <param name="create_graph">Whether to record the pass itself, for derivatives of higher order.</param>
        /// <param name="allow_unused">Whether an input that no output depends on gives null instead of an error.</param>
        /// <returns>One gradient for each input, of its shape.</returns>
        /// <exception cref="System.Runtime.InteropServices.ExternalException">An input is not part of the graph.</exception>
        public static IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false,
            bool create_graph = false, bool allow_unused = false)
        {
            ArgumentNullException.ThrowIfNull(outputs);
            ArgumentNullException.ThrowIfNull(inputs);
            nint[] from = Tensor.Handles(outputs), to = Tensor.Handles(inputs);
            nint[] above = grad_outputs is null ? new nint[from.Length] : Tensor.Handles(grad_outputs);
            var found = new nint[to.Length];
            fixed (nint* o = from, i = to, g = above, r = found)
            {
                Native.Check(Native.Gradients(
                    o, from.Length, i, to.Length, g, above.Length, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0,
                    allow_unused ? 1 : 0, r));
            }

            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(found, h => h == 0 ? null! : new Tensor(h));
        }

        /// <summary>Computes the gradients of some tensors and adds them to the leaves.</summary>
        /// <param name="tensors">What is differentiated.</param>
        /// <param name="grad_tensors">The gradient of each; null (all of it) where they have one element.</param>
        /// <param name="retain_graph">Whether another pass will follow; as <c>create_graph</c> where null.</param>
        /// <param name="create_graph">Whether to record the pass itself.</param>
        /// <param name="inputs">The only leaves to add to; all where null.</param>
        public static void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            ArgumentNullException.ThrowIfNull(tensors);
            nint[] roots = Tensor.Handles(tensors), leaves = Tensor.Handles(inputs);
            nint[] above = grad_tensors is null ? new nint[roots.Length] : Tensor.Handles(grad_tensors);
            fixed (nint* r = roots, g = above, i = leaves)
            {
                Native.Check(Native.Backward(
                    r, roots.Length, g, above.Length, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0, i, leaves.Length));
            }

            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        /// <inheritdoc cref="backward(IList{Tensor}, IList{Tensor}, bool?, bool, IList{Tensor})"/>
        public static void backward(
            Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        /// <inheritdoc cref="backward(IList{Tensor}, IList{Tensor}, bool?, bool, IList{Tensor})"/>
        public static void backward(
            Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        /// <summary>Checks every backward pass for NaN until the result is disposed of.</summary>
        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);

        /// <summary>Checks every backward pass (or none) until the result is disposed of.</summary>
        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);
    }
}
