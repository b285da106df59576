using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Multi-head attention (arXiv 1706.03762); sequences come first: <c>[length, batch,
    /// embedding]</c>.</summary>
    public sealed class MultiheadAttention
        : nn.Module<Tensor, Tensor, Tensor, Tensor?, bool, Tensor?, Tuple<Tensor, Tensor>>
    {
        private readonly long embedding;
        private readonly long heads;
        private readonly double dropout;
        private readonly bool addsZero;

        internal MultiheadAttention(long embedding, long heads, double dropout, bool bias, bool addsBias, bool addsZero,
            long keyWidth, long valueWidth) : base("torch::nn::MultiheadAttention")
        {
            if (heads <= 0 || embedding % heads != 0)
                throw new ExternalException($"embed_dim must be divisible by num_heads, got {embedding} and {heads}.");
            (this.embedding, this.heads, this.dropout, this.addsZero) = (embedding, heads, dropout, addsZero);
            if (keyWidth == embedding && valueWidth == embedding)
            {
                Add("in_proj_weight", 3 * embedding, embedding);
            }
            else
            {
                Add("q_proj_weight", embedding, embedding);
                Add("k_proj_weight", embedding, keyWidth);
                Add("v_proj_weight", embedding, valueWidth);
            }
            if (bias) Add("in_proj_bias", 3 * embedding);
            if (addsBias) Add("bias_k", 1, 1, embedding);
            if (addsBias) Add("bias_v", 1, 1, embedding);
            Add("out_proj.weight", embedding, embedding);
            if (bias) Add("out_proj.bias", embedding);
            ResetParameters();
        }

        private Parameter? this[string key] => _internal_params.TryGetValue(key, out var value) ? value : null;

        /// <summary>Lets queries attend to keys.</summary>
        /// <param name="query">Queries <c>[target, batch, embedding]</c>.</param>
        /// <param name="key">Keys <c>[source, batch, key width]</c>.</param>
        /// <param name="value">Values <c>[source, batch, value width]</c>.</param>
        /// <param name="key_padding_mask">True (bool <c>[batch, source]</c>) where a key is padding, or null.</param>
        /// <param name="need_weights">Whether to return the attention weights.</param>
        /// <param name="attn_mask">Numbers to add to the scores, <c>[target, source]</c> or <c>[batch · heads,
        /// target, source]</c>,
        /// or null. As in libtorch a bool mask adds 0 and 1: write minus infinity where a query must not see a
        /// key.</param>
        /// <returns>Outputs <c>[target, batch, embedding]</c> and weights <c>[batch, target, source]</c>, the mean
        /// over heads;
        /// without weights the second tensor is empty.</returns>
        public override Tuple<Tensor, Tensor> forward(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask,
            bool need_weights, Tensor? attn_mask)
        {
            using var scope = NewDisposeScope();
            var (q, k, v) = Project(query, key, value);
            (k, v) = Extend(k, v, ref key_padding_mask, ref attn_mask);
            var weights = Weights(SplitHeads(q), SplitHeads(k), key_padding_mask, attn_mask);
            var mixed = weights.matmul(SplitHeads(v)).transpose(0, 1).reshape(query.size(0), query.size(1), embedding);
            var output = nn.functional.linear(mixed, this["out_proj.weight"]!, this["out_proj.bias"]);
            var mean = weights.view(query.size(1), heads, q.size(0), k.size(0)).mean([1]);
            if (!need_weights) mean.Dispose();
            return Tuple.Create(output.MoveToOuterDisposeScope(), mean.MoveToOuterDisposeScope());
        }

        /// <summary>Lets queries attend to keys, between the hooks; <see cref="forward"/> explains the
        /// arguments.</summary>
        public new Tuple<Tensor, Tensor> call(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask = null,
            bool need_weights = true, Tensor? attn_mask = null) =>
            base.call(query, key, value, key_padding_mask, need_weights, attn_mask);

        private (Tensor Query, Tensor Key, Tensor Value) Project(Tensor query, Tensor key, Tensor value)
        {
            var weights = this["in_proj_weight"]?.chunk(3) ?? [this["q_proj_weight"]!, this["k_proj_weight"]!,
                this["v_proj_weight"]!];
            var biases = this["in_proj_bias"]?.chunk(3);
            return (nn.functional.linear(query, weights[0], biases?[0]),
                nn.functional.linear(key, weights[1], biases?[1]),
                nn.functional.linear(value, weights[2], biases?[2]));
        }

        // Further keys and values, trained or zero; masks never hide them.
        private (Tensor, Tensor) Extend(Tensor key, Tensor value, ref Tensor? padding, ref Tensor? mask)
        {
            var shape = new[] { 1, key.size(1), embedding };
            if (this["bias_k"] is { } keyBias)
            {
                key = cat([key, keyBias.expand(shape)]);
                value = cat([value, this["bias_v"]!.expand(shape)]);
                (padding, mask) = (Widen(padding), Widen(mask));
            }
            if (!addsZero) return (key, value);
            var zero = zeros(shape, key.dtype, key.device);
            (padding, mask) = (Widen(padding), Widen(mask));
            return (cat([key, zero]), cat([value, zero]));
        }

        private static Tensor? Widen(Tensor? mask) => mask is null ? null : nn.functional.pad(mask, (0, 1));

        // [length, batch, embedding] to [batch · heads, length, embedding / heads]
        private Tensor SplitHeads(Tensor projected) =>
            projected.reshape(projected.size(0), projected.size(1) * heads, embedding / heads).transpose(0, 1);

        private Tensor Weights(Tensor query, Tensor key, Tensor? padding, Tensor? mask)
        {
            var scores = query.mul(1 / Math.Sqrt(embedding / heads)).matmul(key.transpose(1, 2));
            if (mask is not null) scores = scores.add(mask);
            if (padding is not null)
            {
                var shape = scores.shape;
                scores = scores.view(-1, heads, shape[1], shape[2])
                    .masked_fill(padding.unsqueeze(1).unsqueeze(2), double.NegativeInfinity).view(shape);
            }
            return nn.functional.dropout(nn.functional.softmax(scores, -1), dropout, training);
        }

        internal void Share(string key, Parameter parameter) => ConditionallyRegisterParameter(key, parameter);

        private void Add(string key, params long[] shape)
        {
            var parameter = new Parameter(empty(shape));
            parameter.DetachFromDisposeScope();
            register_parameter(key, parameter);
        }

        // In the order of libtorch, so that a seed gives the same weights.
        private void ResetParameters()
        {
            nn.init.kaiming_uniform_(this["out_proj.weight"]!, Math.Sqrt(5));
            double bound = 1 / Math.Sqrt(embedding);
            if (this["out_proj.bias"] is { } bias) nn.init.uniform_(bias, -bound, bound);
            foreach (string key in new[] { "in_proj_weight", "q_proj_weight", "k_proj_weight", "v_proj_weight" })
            {
                if (this[key] is { } weight) nn.init.xavier_uniform_(weight);
            }
            if (this["in_proj_bias"] is { } inputBias) nn.init.zeros_(inputBias);
            if (this["out_proj.bias"] is { } outputBias) nn.init.zeros_(outputBias);
            foreach (string key in new[] { "bias_k", "bias_v" })
            {
                if (this[key] is { } row) nn.init.normal_(row, 0, Math.Sqrt(2.0 / (2 * embedding)));
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Multi-head attention (arXiv 1706.03762). Its projections are no submodules: to adapt them,
            /// write
            /// attention from four linear layers.</summary>
            /// <param name="embedded_dim">Length of an embedding.</param>
            /// <param name="num_heads">Number of heads, a divisor of it.</param>
            /// <param name="dropout">Probability of dropping an attention weight, in training.</param>
            /// <param name="bias">Whether the projections have biases.</param>
            /// <param name="add_bias_kv">Whether to add a trained key and value.</param>
            /// <param name="add_zero_attn">Whether to add a key and value of zeros.</param>
            /// <param name="kdim">Length of a key, that of an embedding when null.</param>
            /// <param name="vdim">Length of a value, that of an embedding when null.</param>
            public static MultiheadAttention MultiheadAttention(long embedded_dim, long num_heads, double dropout = 0.0,
                bool bias = true, bool add_bias_kv = false, bool add_zero_attn = false, long? kdim = null,
                long? vdim = null) => new(embedded_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn,
                    kdim ?? embedded_dim, vdim ?? embedded_dim);
        }
    }
}
