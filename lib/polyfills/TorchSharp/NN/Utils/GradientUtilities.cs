using TorchSharp.Engine;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Helpers for gradients and parameters.</summary>
        public static partial class utils
        {
            private static readonly Op Norms = Op.Find("aten::_foreach_norm", "Scalar");
            private static readonly Op VectorNorm = Op.Find("aten::linalg_vector_norm");
            private static readonly Op ScaleEach = Op.Find("aten::_foreach_mul_", "Scalar");
            private static readonly Op ClampEach = Op.Find("aten::clamp_");

            /// <summary>Scales gradients so that their norm, taken over all of them together, is at most a
            /// bound.</summary>
            /// <param name="tensors">The parameters; those without a gradient are left out.</param>
            /// <param name="max_norm">The bound.</param>
            /// <param name="norm_type">Order of the norm; <see cref="double.PositiveInfinity"/> for the largest
            /// element.</param>
            /// <returns>The norm before.</returns>
            /// <remarks>The factor is min(1, max_norm / (norm + 1e-6)). A norm that is not finite makes all gradients
            /// so.
            /// </remarks>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm,
                double norm_type = 2.0)
            {
                using var scope = NewDisposeScope();
                using var untracked = no_grad();
                var gradients = GradientsOf(tensors);
                if (gradients.Length == 0) return 0;
                double norm = TotalNorm(gradients, norm_type);
                double factor = max_norm / (norm + 1e-6);
                // Not Math.Min: a factor that is not a number has to reach the gradients, as in PyTorch.
                if (!(factor >= 1)) ScaleEach.CallNothing(gradients, factor);
                return norm;
            }

            /// <summary>Cuts the elements of gradients to a range.</summary>
            /// <param name="tensors">The parameters; those without a gradient are left out.</param>
            /// <param name="clip_value">The range is from minus this value to this value.</param>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var scope = NewDisposeScope();
                using var untracked = no_grad();
                foreach (var gradient in GradientsOf(tensors)) ClampEach.CallNothing(gradient, -clip_value, clip_value);
            }

            /// <summary>All elements of the parameters in one vector.</summary>
            /// <param name="tensors">The parameters.</param>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat(tensors.Select(parameter => parameter.reshape(-1)).ToArray()).MoveToOuterDisposeScope();
            }

            /// <summary>Writes a vector into the parameters.</summary>
            /// <param name="vec">The vector; its length is the number of all elements.</param>
            /// <param name="tensors">The parameters.</param>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                using var untracked = no_grad();
                long begin = 0;
                foreach (var parameter in tensors)
                {
                    long length = parameter.numel();
                    parameter.copy_(vec.narrow(0, begin, length).view_as(parameter));
                    begin += length;
                }
            }

            private static Tensor[] GradientsOf(IEnumerable<Parameter> parameters) =>
                parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();

            private static double TotalNorm(Tensor[] gradients, double order)
            {
                var place = gradients[0].device;
                if (double.IsPositiveInfinity(order))
                    return stack(gradients.Select(gradient => gradient.abs().max().to(place))).max().ToDouble();
                var norms = order is 1 or 2
                    ? Norms.CallMany(gradients, order)
                    : Array.ConvertAll(gradients, gradient => VectorNorm.Call(gradient, order));
                return VectorNorm.Call(stack(norms.Select(norm => norm.to(place))), order).ToDouble();
            }
        }
    }
}
