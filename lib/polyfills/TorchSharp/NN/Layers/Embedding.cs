using System.Runtime.InteropServices;
using TorchSharp.Engine;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A table of vectors: indices (int64) <c>[...]</c> in, vectors <c>[..., dim]</c> out.</summary>
    public sealed class Embedding : nn.Module<Tensor, Tensor>
    {
        private static readonly Op Lookup = Op.Find("aten::embedding");
        private static readonly Op Renormalize = Op.Find("aten::embedding_renorm_");

        private readonly long paddingIndex;
        private readonly double? maxNorm;
        private readonly double normType;
        private readonly bool scalesGradient;
        private readonly bool isSparse;

        internal Embedding(Parameter weight, long? padding_idx, double? max_norm, double norm_type,
            bool scale_grad_by_freq, bool sparse) : base("torch::nn::EmbeddingImpl")
        {
            long rows = weight.shape[0];
            if (padding_idx is { } index && (index < -rows || index >= rows))
            {
                weight.Dispose();
                throw new ExternalException($"Padding_idx must be within num_embeddings, got {index} of {rows}.");
            }
            paddingIndex = padding_idx is < 0 ? padding_idx.Value + rows : padding_idx ?? -1;
            (maxNorm, normType, scalesGradient, isSparse) = (max_norm, norm_type, scale_grad_by_freq, sparse);
            weight.DetachFromDisposeScope();
            register_parameter(nameof(weight), weight);
        }

        /// <summary>The table <c>[rows, dim]</c>. As in TorchSharp, each read gives a new object for the same
        /// parameter.</summary>
        public Parameter? weight
        {
            get => Table is { } table ? new Parameter(Native.TensorAlias(table.Handle)) : null;
            set
            {
                ArgumentNullException.ThrowIfNull(value);
                ConditionallyRegisterParameter(nameof(weight), value);
            }
        }

        private Parameter? Table => _internal_params.TryGetValue(nameof(weight), out var table) ? table : null;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
        {
            var table = Table!;
            if (maxNorm is { } bound)
            {
                using var untracked = no_grad();
                using var indices = input.contiguous();
                Renormalize.CallNothing(table, indices, bound, normType);
            }
            return Lookup.Call(table, input, paddingIndex, scalesGradient, isSparse);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A table of vectors, drawn from N(0, 1).</summary>
            /// <param name="num_embeddings">Number of vectors.</param>
            /// <param name="embedding_dims">Length of a vector.</param>
            /// <param name="padding_idx">Vector that starts as zero and is not trained, or null.</param>
            /// <param name="max_norm">Norm to which longer vectors are cut when they are used, or null.</param>
            /// <param name="norm_type">Order of that norm.</param>
            /// <param name="scale_grad_by_freq">Whether to divide gradients by how often an index occurs.</param>
            /// <param name="sparse">Whether the gradient is sparse.</param>
            /// <param name="device">Device of the table.</param>
            /// <param name="dtype">Type of the table.</param>
            public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null,
                double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false,
                Device? device = null, ScalarType? dtype = null)
            {
                var table = new Parameter(empty([num_embeddings, embedding_dims], dtype, device));
                init.normal_(table);
                var layer = new Embedding(table, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
                if (padding_idx is not { } row) return layer;
                using var untracked = no_grad();
                using var padding = table.select(0, row);
                padding.zero_();
                return layer;
            }

            /// <summary>A table of given vectors.</summary>
            /// <param name="embeddings">The vectors <c>[rows, dim]</c>. The table shares their memory unless it has
            /// to be moved or
            /// converted.</param>
            /// <param name="freeze">Whether the table is not trained.</param>
            /// <param name="padding_idx">Vector that is not trained, or null.</param>
            /// <param name="max_norm">Norm to which longer vectors are cut when they are used, or null.</param>
            /// <param name="norm_type">Order of that norm.</param>
            /// <param name="scale_grad_by_freq">Whether to divide gradients by how often an index occurs.</param>
            /// <param name="sparse">Whether the gradient is sparse.</param>
            /// <param name="device">Device of the table, the default device when null.</param>
            /// <param name="dtype">Type of the table, the default type when null.</param>
            public static Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true,
                long? padding_idx = null, double? max_norm = null, double norm_type = 2.0,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                var table = new Parameter(embeddings.detach(), !freeze);
                return new Embedding(table, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse)
                    .MoveModule<Embedding>(device, dtype);
            }
        }
    }
}
