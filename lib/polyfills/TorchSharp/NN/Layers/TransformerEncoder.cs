using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Several layers of a transformer's encoder (arXiv 1706.03762), which begin as copies of one.</summary>
    public sealed class TransformerEncoder : nn.Module<Tensor, Tensor?, Tensor?, Tensor>,
        nn.IModule<Tensor, Tensor, Tensor>, nn.IModule<Tensor, Tensor>
    {
        private readonly List<TransformerEncoderLayer> layers = [];
        private readonly string[] keys;

        /// <summary>Activation of the feed-forward part.</summary>
        public enum Activations
        {
            /// <summary>max(0, x).</summary>
            ReLU = 0,

            /// <summary>x Φ(x).</summary>
            GELU = 1,
        }

        internal TransformerEncoder(TransformerEncoderLayer layer, long count)
            : base("torch::nn::TransformerEncoderImpl")
        {
            for (long i = 0; i < count; i++)
            {
                var copy = new TransformerEncoderLayer(
                    layer.Width, layer.Heads, layer.FeedForward, layer.DropoutRate, layer.Activation);
                copy.load_state_dict(layer.state_dict());
                layers.Add(copy);
                foreach (var (name, parameter) in copy.named_parameters()) register_parameter($"layers.{i}.{name}", parameter);
            }
            keys = layer.named_parameters().Select(entry => entry.name).ToArray();
        }

        /// <summary>Encodes sequences.</summary>
        /// <param name="src">Sequences <c>[length, batch, width]</c>.</param>
        /// <param name="src_mask">Numbers to add to the scores <c>[length, length]</c>, minus infinity where a
        /// position must not see another; or
        /// null.</param>
        /// <param name="src_key_padding_mask">True (bool <c>[batch, length]</c>) where there is padding, or
        /// null.</param>
        public override Tensor forward(Tensor src, Tensor? src_mask, Tensor? src_key_padding_mask)
        {
            ShareWithLayers();
            using var scope = NewDisposeScope();
            var current = src.alias();
            foreach (var layer in layers) current = layer.Encode(current, src_mask, src_key_padding_mask);
            return current.MoveToOuterDisposeScope();
        }

        /// <summary>Encodes sequences.</summary>
        /// <param name="src">Sequences <c>[length, batch, width]</c>.</param>
        /// <param name="src_mask">Numbers to add to the scores <c>[length, length]</c>, minus infinity where a
        /// position must not see another; or
        /// null.</param>
        public Tensor call(Tensor src, Tensor? src_mask) => call(src, src_mask, null);

        /// <summary>Encodes sequences.</summary>
        /// <param name="src">Sequences <c>[length, batch, width]</c>.</param>
        public Tensor call(Tensor src) => call(src, null, null);

        // Moving the encoder replaces its parameters, and only here is it known.
        private void ShareWithLayers()
        {
            for (int i = 0; i < layers.Count; i++)
            {
                if (layers[i].training != training) layers[i].train(training);
                foreach (string key in keys) layers[i].Share(key, _internal_params[$"layers.{i}.{key}"]);
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
            /// <summary>Several layers of a transformer's encoder, which begin as copies of one.</summary>
            /// <param name="encoder_layer">The layer; it is copied and stays as it is.</param>
            /// <param name="num_layers">Number of layers.</param>
            public static TransformerEncoder TransformerEncoder(TransformerEncoderLayer encoder_layer,
                long num_layers) =>
                new(encoder_layer, num_layers);
        }
    }
}
