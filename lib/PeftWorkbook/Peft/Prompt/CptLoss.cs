using PeftWorkbook.Models;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// The loss of context-aware prompt tuning: the cross-entropy of all answers, the examples' and the text's, each weighed by
/// <c>decay^k</c> where k answers of the row come after it; the mean over the answers' tokens.
/// </summary>
internal static class CptLoss
{
    /// <summary>The loss.</summary>
    /// <param name="logits"><c>[batch, virtual + seq, vocabulary]</c>.</param>
    /// <param name="input">Labels <c>[batch, seq]</c> and the tokens' kinds; without kinds every token of the text is the answer.</param>
    /// <param name="config">The settings.</param>
    internal static Tensor Of(Tensor logits, ModelInput input, CptConfig config)
    {
        using var scope = NewDisposeScope();
        var (labels, batch, device) = (input.Labels!, logits.shape[0], logits.device);
        var last = config.Kinds!.Max();
        // The text's kinds move above the examples'. PEFT moves them by the largest, which makes other kinds of them unless that is
        // a multiple of four: with its own defaults no answer is left, and the loss is NaN.
        var shift = config.KeepsPeftFaults && input.InputTypeMask is not null ? last : (last + 3) / 4 * 4;
        var textKinds = input.InputTypeMask ?? full_like(labels, 4);
        var kinds = cat([Row(config.Kinds!), textKinds + (textKinds.gt(0).to_type(ScalarType.Int64) * shift)], 1);
        var isAnswer = kinds.gt(0).logical_and(kinds.remainder(4).eq(0));
        var next = kinds.shape[1] - 1;
        var targets = cat([Row(config.TokenIds), labels], 1).masked_fill(isAnswer.logical_not(), Losses.Ignored).narrow(1, 1, next);
        var losses = F.cross_entropy(
            logits.narrow(1, 0, next).reshape(-1, logits.shape[2]), targets.reshape(-1),
            ignore_index: Losses.Ignored, reduction: nn.Reduction.None).view(targets.shape);
        var weights = config.Weighting == "decay"
            ? Weights(kinds.narrow(1, 1, next), isAnswer.narrow(1, 1, next), config.Decay).to_type(losses.dtype)
            : ones_like(losses);
        var count = targets.ne(Losses.Ignored).sum().clamp(min: 1);
        return ((losses * weights).sum() / count).MoveToOuterDisposeScope();

        Tensor Row(IReadOnlyList<int> values) =>
            tensor(values.Select(v => (long)v).ToArray(), [1, values.Count], device: device).expand(batch, -1);
    }

    // How many kinds of answers in the row are above a token's: each counted at its first token.
    private static Tensor Weights(Tensor kinds, Tensor isAnswer, double decay)
    {
        var (own, other) = (kinds.unsqueeze(2), kinds.unsqueeze(1));                 // [batch, token, others]
        var asked = isAnswer.unsqueeze(1);
        var before = own.eq(other).logical_and(asked).to_type(ScalarType.Float32).tril(-1).sum(-1).gt(0);
        var isFirst = isAnswer.logical_and(before.logical_not()).unsqueeze(1);
        var above = other.gt(own).logical_and(isFirst).to_type(ScalarType.Float32).sum(-1);
        return (above * Math.Log(decay)).exp();
    }
}
