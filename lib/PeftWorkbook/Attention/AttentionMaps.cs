using PeftWorkbook.Models;
using PeftWorkbook.Text;
using static TorchSharp.torch;

namespace PeftWorkbook.Attention;

/// <summary>Where each head of a model looks in one sentence.</summary>
/// <param name="Tokens">The tokens, in order.</param>
/// <param name="Weights">The attention probabilities, <c>[layers][heads][query, key]</c>; every row of a matrix sums to one.</param>
public sealed record AttentionMaps(IReadOnlyList<string> Tokens, IReadOnlyList<IReadOnlyList<float[,]>> Weights)
{
    /// <summary>Runs the model over a sentence and keeps its attention.</summary>
    /// <param name="model">An encoder or a decoder.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="sentence">The sentence.</param>
    public static AttentionMaps Of(PretrainedModel model, TextTokenizer tokenizer, string sentence)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        model.eval();
        var encoding = tokenizer.Encode(sentence);
        var ids = tensor(encoding.Ids.Select(i => (long)i).ToArray(), [1, encoding.Count], device: model.parameters().First().device);
        var output = model.Run(new ModelInput(ids) { WithAttentions = true });
        return new(encoding.Tokens, [.. output.Attentions!.Select(Heads)]);
    }

    private static List<float[,]> Heads(Tensor layer)
    {
        var (heads, seq, keys) = ((int)layer.shape[1], (int)layer.shape[2], (int)layer.shape[3]);
        var values = layer.to_type(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        return
        [
            .. Enumerable.Range(0, heads).Select(h =>
            {
                var map = new float[seq, keys];
                Buffer.BlockCopy(values, h * seq * keys * sizeof(float), map, 0, seq * keys * sizeof(float));
                return map;
            }),
        ];
    }
}
