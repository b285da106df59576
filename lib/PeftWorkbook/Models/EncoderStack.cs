using PeftWorkbook.Attention;
using PeftWorkbook.Engine;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models;

/// <summary>What the layers of one pass share.</summary>
/// <param name="Bias">Added to the attention scores: <c>[batch·heads, 1, seq]</c>; null where nothing is padding.</param>
/// <param name="Attentions">Where each layer leaves its probabilities <c>[batch·heads, seq, seq]</c>; null where nobody asks.</param>
internal sealed record EncoderPass(Tensor? Bias, List<Tensor>? Attentions)
{
    /// <summary>Whether this layer's output is needed at the first position alone.</summary>
    internal bool FirstPositionOnly { get; init; }

    /// <summary>The layer's number.</summary>
    internal int Layer { get; init; }

    /// <summary>Adapters where sub-layers join the residual stream, or null.</summary>
    internal SubLayerAdapters? Adapters { get; init; }

    /// <summary>What stands before this layer's keys and values, or null.</summary>
    internal AttentionPrefix? Prefix { get; init; }

    /// <summary>Keys, values <c>[seq, batch, dim]</c> and the bias, with the layer's prefix.</summary>
    internal (Tensor Keys, Tensor Values, Tensor? Bias) WithPrefix(Tensor x, Tensor keys, Tensor values) =>
        AttentionPrefix.SequenceFirst(Prefix, x, keys, values, Bias);

    /// <summary>Joins a sub-layer's output <c>[seq, batch, dim]</c> to the residual stream.</summary>
    internal Tensor Join(SubLayerKind kind, Tensor h, ResidualSum sum) => SubLayerAdapters.Join(Adapters, Layer, kind, h, sum);

    /// <summary>The positions that go on: all of <c>[seq, batch, dim]</c>, or the first.</summary>
    internal Tensor Asking(Tensor x) => FirstPositionOnly ? x.narrow(0, 0, 1) : x;
}

/// <summary>Runs the layers of an encoder whose hidden states lie <c>[seq, batch, dim]</c>.</summary>
internal static class EncoderStack
{
    /// <summary>
    /// The last hidden state <c>[batch, seq, dim]</c>, and every hidden state and attention that the input asks for.
    /// </summary>
    internal static ModelOutput Run<T>(ModuleList<T> layers, Tensor x, ModelInput input, long heads)
        where T : Module<Tensor, EncoderPass, Tensor>
    {
        using var scope = NewDisposeScope();
        var bias = input.AttentionMask is { } mask ? SequenceFirstAttention.PaddingBias(mask, heads, x.dtype) : null;
        ActivationCheckpoint.Keep(scope, bias);
        var (seq, batch) = (x.shape[0], x.shape[1]);
        List<Tensor> hidden = [x.transpose(0, 1)];
        var pass = new EncoderPass(bias, input.WithAttentions ? [] : null) { Adapters = input.SubLayerAdapters };
        for (var i = 0; i < layers.Count; i++)
        {
            var layer = layers[i];
            var own = pass with
            {
                Layer = i,
                FirstPositionOnly = input.FirstPositionOnly && i == layers.Count - 1,
                Prefix = KeyValuePrefix.At(input.Prefix?.Layers, i),
            };
            x = ActivationCheckpoint.Run(h => layer.call(h, own), x);
            hidden.Add(x.transpose(0, 1));
            if (!input.WithHiddenStates)
            {
                hidden[0].Dispose();
                hidden.RemoveAt(0);
            }
        }

        scope.Attach(pass.Attentions ?? []);
        return new ModelOutput
        {
            LastHiddenState = hidden[^1],
            HiddenStates = input.WithHiddenStates ? hidden : null,
            Attentions = pass.Attentions?.Select(p => p.view(batch, heads, seq, -1)).ToList(),
        }.MoveToOuterDisposeScope();
    }
}
