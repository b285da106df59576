using TorchSharp.Engine;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997), in layers and both directions if
    /// wanted.</summary>
    public sealed class LSTM : nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)>
    {
        private const int GateCount = 4;
        private static readonly Op Run = Op.Find("aten::lstm", "input");

        private readonly long inputSize;
        private readonly long hiddenSize;
        private readonly long layers;
        private readonly bool hasBias;
        private readonly bool batchFirst;
        private readonly bool bidirectional;
        private readonly double dropout;

        internal LSTM(long inputSize, long hiddenSize, long numLayers, bool bias, bool batchFirst, double dropout,
            bool bidirectional, Device? device, ScalarType? dtype) : base("torch::nn::LSTMImpl")
        {
            (this.inputSize, this.hiddenSize, layers) = (inputSize, hiddenSize, numLayers);
            (hasBias, this.batchFirst, this.bidirectional, this.dropout) = (bias, batchFirst, bidirectional, dropout);
            double bound = hiddenSize > 0 ? 1 / Math.Sqrt(hiddenSize) : 0;
            foreach (var (key, shape) in ParameterShapes())
            {
                var weights = new Parameter(empty(shape, dtype, device));
                weights.DetachFromDisposeScope();
                register_parameter(key, weights);
            }
            foreach (var parameter in parameters(false)) nn.init.uniform_(parameter, -bound, bound);
        }

        private long Directions => bidirectional ? 2 : 1;

        /// <summary>Runs over sequences.</summary>
        /// <param name="input">Sequences <c>[length, batch, in]</c>, or <c>[batch, length, in]</c> if the batch comes
        /// first.</param>
        /// <param name="h0_c0">Hidden and cell state before, each <c>[layers · directions, batch, hidden]</c>; zeros
        /// when null.
        /// </param>
        /// <returns>Hidden states <c>[length, batch, directions · hidden]</c> of the last layer, and the hidden and
        /// cell state
        /// after, each <c>[layers · directions, batch, hidden]</c>.</returns>
        public override (Tensor, Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0 = null)
        {
            using var scope = NewDisposeScope();
            var (hidden, cell) = h0_c0 ?? (ZeroState(input), ZeroState(input));
            var weights = parameters(false).ToArray<Tensor>();
            var (output, lastHidden, lastCell) = Run.Call3(input, new[] { hidden, cell }, weights, hasBias, layers,
                dropout, training, bidirectional, batchFirst);
            return (output.MoveToOuterDisposeScope(), lastHidden.MoveToOuterDisposeScope(),
                lastCell.MoveToOuterDisposeScope());
        }

        /// <summary>Runs over sequences, between the hooks; <see cref="forward"/> explains the arguments.</summary>
        public new (Tensor, Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) =>
            base.call(input, h0_c0);

        /// <summary>Without effect here: the weights of libtorch's CPU kernels need not lie together.</summary>
        public void flatten_parameters()
        {
        }

        private Tensor ZeroState(Tensor input) => zeros(
            [layers * Directions, input.size(batchFirst ? 0 : 1), hiddenSize], input.dtype, input.device);

        private IEnumerable<(string Key, long[] Shape)> ParameterShapes()
        {
            long gates = GateCount * hiddenSize;
            for (long layer = 0; layer < layers; layer++)
            {
                long width = layer == 0 ? inputSize : hiddenSize * Directions;
                for (long direction = 0; direction < Directions; direction++)
                {
                    string suffix = $"_l{layer}{(direction == 1 ? "_reverse" : "")}";
                    yield return ("weight_ih" + suffix, [gates, width]);
                    yield return ("weight_hh" + suffix, [gates, hiddenSize]);
                    if (!hasBias) continue;
                    yield return ("bias_ih" + suffix, [gates]);
                    yield return ("bias_hh" + suffix, [gates]);
                }
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
            /// <summary>Long short-term memory; parameters are drawn from U(-1/√hidden, 1/√hidden).</summary>
            /// <param name="inputSize">Number of input features.</param>
            /// <param name="hiddenSize">Number of features of the state.</param>
            /// <param name="numLayers">Number of layers.</param>
            /// <param name="bias">Whether to add biases.</param>
            /// <param name="batchFirst">Whether sequences are <c>[batch, length, in]</c>.</param>
            /// <param name="dropout">Probability of zero between layers, in training.</param>
            /// <param name="bidirectional">Whether to run backwards too.</param>
            /// <param name="device">Device of the parameters.</param>
            /// <param name="dtype">Type of the parameters.</param>
            public static LSTM LSTM(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true,
                bool batchFirst = false, double dropout = 0.0, bool bidirectional = false, Device? device = null,
                ScalarType? dtype = null) =>
                new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype);
        }
    }
}
