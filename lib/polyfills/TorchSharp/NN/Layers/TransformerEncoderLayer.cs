using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>A layer of a transformer's encoder with normalization after each part (arXiv 1706.03762).</summary>
    public sealed class TransformerEncoderLayer : nn.Module<Tensor, Tensor>, nn.IModule<Tensor, Tensor, Tensor>,
        nn.IModule<Tensor, Tensor, Tensor, Tensor>
    {
        private readonly MultiheadAttention attention;
        private readonly nn.Activations activation;

        internal TransformerEncoderLayer(long width, long heads, long feedForward, double dropout,
            nn.Activations activation) : base("torch::nn::TransformerEncoderLayerImpl")
        {
            (Width, Heads, FeedForward, DropoutRate, this.activation) = (width, heads, feedForward, dropout,
                activation);
            attention = new MultiheadAttention(width, heads, dropout, true, false, false, width, width);
            Adopt("self_attn", attention);
            Adopt("linear1", new Linear(width, feedForward));
            Adopt("linear2", new Linear(feedForward, width));
            Adopt("norm1", new LayerNorm([width], 1e-5, true, true, null, null));
            Adopt("norm2", new LayerNorm([width], 1e-5, true, true, null, null));
        }

        internal long Width { get; }

        internal long Heads { get; }

        internal long FeedForward { get; }

        internal double DropoutRate { get; }

        internal nn.Activations Activation => activation;

        private Parameter this[string key] => _internal_params[key];

        /// <inheritdoc/>
        public override Tensor forward(Tensor src) => Encode(src, null, null);

        /// <summary>Encodes sequences.</summary>
        /// <param name="src">Sequences <c>[length, batch, width]</c>.</param>
        /// <param name="src_mask">Numbers to add to the scores <c>[length, length]</c>, minus infinity where a
        /// position must not see another; or
        /// null.</param>
        /// <param name="src_key_padding_mask">True (bool <c>[batch, length]</c>) where there is padding, or
        /// null.</param>
        public Tensor call(Tensor src, Tensor? src_mask, Tensor? src_key_padding_mask) =>
            Encode(src, src_mask, src_key_padding_mask);

        /// <summary>Encodes sequences.</summary>
        /// <param name="src">Sequences <c>[length, batch, width]</c>.</param>
        /// <param name="src_mask">Numbers to add to the scores <c>[length, length]</c>, minus infinity where a
        /// position must not see another; or
        /// null.</param>
        public Tensor call(Tensor src, Tensor? src_mask) => Encode(src, src_mask, null);

        internal Tensor Encode(Tensor source, Tensor? mask, Tensor? padding)
        {
            ShareWithAttention();
            using var scope = NewDisposeScope();
            var (attended, _) = attention.forward(source, source, source, padding, false, mask);
            var middle = Normalize(source + Drop(attended), "norm1");
            var hidden = F.linear(middle, this["linear1.weight"], this["linear1.bias"]);
            hidden = activation == nn.Activations.GELU ? F.gelu(hidden) : F.relu(hidden);
            var output = F.linear(Drop(hidden), this["linear2.weight"], this["linear2.bias"]);
            return Normalize(middle + Drop(output), "norm2").MoveToOuterDisposeScope();
        }

        private Tensor Normalize(Tensor input, string key) =>
            F.layer_norm(input, [Width], this[key + ".weight"], this[key + ".bias"]);

        private Tensor Drop(Tensor input) => F.dropout(input, DropoutRate, training);

        // As in TorchSharp, the layer has parameters with dotted names and no submodules.
        private void Adopt(string prefix, nn.Module part)
        {
            foreach (var (name, parameter) in part.named_parameters()) register_parameter($"{prefix}.{name}",
                parameter);
        }

        // Moving the layer replaces its parameters, and only here is it known.
        private void ShareWithAttention()
        {
            const string Prefix = "self_attn.";
            if (attention.training != training) attention.train(training);
            foreach (var (name, parameter) in _internal_params)
            {
                if (name.StartsWith(Prefix, StringComparison.Ordinal)) attention.Share(name[Prefix.Length..], parameter);
            }
        }

        internal void Share(string key, Parameter parameter) => ConditionallyRegisterParameter(key, parameter);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A layer of a transformer's encoder (arXiv 1706.03762); sequences are <c>[length, batch,
            /// width]</c>.
            /// </summary>
            /// <param name="d_model">Width of the model.</param>
            /// <param name="nhead">Number of heads.</param>
            /// <param name="dim_feedforward">Width of the feed-forward part.</param>
            /// <param name="dropout">Probability of zero, in training.</param>
            /// <param name="activation">Activation of the feed-forward part.</param>
            public static TransformerEncoderLayer TransformerEncoderLayer(long d_model = 512, long nhead = 8,
                long dim_feedforward = 2048, double dropout = 0.1, Activations activation = Activations.ReLU) =>
                new(d_model, nhead, dim_feedforward, dropout, activation);
        }
    }
}
