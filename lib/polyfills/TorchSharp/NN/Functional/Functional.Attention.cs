using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op FusedAttention = Op.Find("aten::scaled_dot_product_attention");

            // libtorch 1.13 has no public operator of that name.
            private static readonly Lazy<bool> HasFusedAttention = new(() =>
                !__version__.StartsWith("1.", StringComparison.Ordinal));

            /// <summary>Attention, <c>softmax(Q Kᵀ / √dim + mask) V</c> (arXiv 1706.03762).</summary>
            /// <param name="query">Queries <c>[..., target, dim]</c>.</param>
            /// <param name="key">Keys <c>[..., source, dim]</c>.</param>
            /// <param name="value">Values <c>[..., source, value_dim]</c>.</param>
            /// <param name="attn_mask">Mask that broadcasts to <c>[..., target, source]</c>: true (bool) where a
            /// query sees a
            /// key, or numbers to add. Queries that see nothing give zeros.</param>
            /// <param name="p">Probability of dropping an attention weight.</param>
            /// <param name="is_casual">Whether a query sees only keys up to its own position, counted from the
            /// first.</param>
            /// <returns><c>[..., target, value_dim]</c>.</returns>
            /// <exception cref="ArgumentException"><paramref name="p"/> is negative, or both kinds of mask are
            /// given.</exception>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value,
                Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                if (p < 0) throw new ArgumentException("Dropout probability must be greater than or equal to zero.");
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException("Casual attention masking cannot pass a mask.");
                if (HasFusedAttention.Value) return FusedAttention.Call(query, key, value, attn_mask, p, is_casual);
                using var scope = NewDisposeScope();
                if (is_casual) attn_mask = ones([query.size(-2), key.size(-2)], ScalarType.Bool, query.device).tril();
                return ComposedAttention(query, key, value, attn_mask, p).MoveToOuterDisposeScope();
            }

            private static Tensor ComposedAttention(Tensor query, Tensor key, Tensor value, Tensor? mask, double p)
            {
                // Scaling the queries costs less than scaling the scores.
                var scores = query.mul(1 / Math.Sqrt(query.size(-1))).matmul(key.transpose(-2, -1));
                if (mask is null) return AttentionWeights(scores, p).matmul(value);
                // A row that masks everything would be 0/0 in softmax and in its gradient: it is opened, and its
                // result erased.
                bool isBoolean = mask.dtype == ScalarType.Bool;
                using var visible = isBoolean ? mask.alias() : mask.ne(double.NegativeInfinity);
                var blind = visible.any(-1, keepdim: true).logical_not();
                scores = isBoolean
                    ? scores.masked_fill(mask.logical_or(blind).logical_not(), double.NegativeInfinity)
                    : scores.add(mask.masked_fill(blind, 0));
                return AttentionWeights(scores, p).matmul(value).masked_fill(blind, 0);
            }

            private static Tensor AttentionWeights(Tensor scores, double p)
            {
                var weights = softmax(scores, -1);
                return p > 0 ? dropout(weights, p) : weights;
            }
        }
    }
}
