using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Models;

/// <summary>The losses of the heads, means over what counts; null where there are no labels.</summary>
public static class Losses
{
    /// <summary>The label that is not asked.</summary>
    public const long Ignored = -100;

    /// <summary>
    /// A classifier's loss by <c>problem_type</c>: cross-entropy, binary cross-entropy for several labels at once, or the
    /// squared error of a regression. Where the configuration names none: one class is a regression, integer labels
    /// single classes, others several.
    /// </summary>
    /// <param name="logits"><c>[batch, classes]</c>.</param>
    /// <param name="labels"><c>[batch]</c>, or <c>[batch, classes]</c> for several labels; null gives null.</param>
    /// <param name="config">The model's configuration.</param>
    public static Tensor? Classification(Tensor logits, Tensor? labels, ModelConfig config)
    {
        if (labels is null)
        {
            return null;
        }

        var several = labels.dtype is not (ScalarType.Int64 or ScalarType.Int32);
        var problem = config.Text("problem_type", logits.shape[^1] == 1 ? "regression"
            : several ? "multi_label_classification" : "single_label_classification");
        return problem switch
        {
            "regression" => F.mse_loss(logits.squeeze(), labels.to_type(logits.dtype).squeeze()),
            "multi_label_classification" => F.binary_cross_entropy_with_logits(logits, labels.to_type(logits.dtype)),
            "single_label_classification" => F.cross_entropy(logits, labels.to_type(ScalarType.Int64)),
            _ => throw new NotSupportedException($"config.json: the problem_type '{problem}' is not known."),
        };
    }

    /// <summary>Cross-entropy over the tokens whose label is not <see cref="Ignored"/>.</summary>
    /// <param name="logits"><c>[batch, seq, classes]</c>.</param>
    /// <param name="labels"><c>[batch, seq]</c>, or null.</param>
    public static Tensor? Tokens(Tensor logits, Tensor? labels) => labels is null
        ? null
        : F.cross_entropy(logits.reshape(-1, logits.shape[^1]), labels.reshape(-1), ignore_index: Ignored);

    /// <summary>
    /// The loss of a span: the mean of the cross-entropies of its first and of its last position over the text; a position outside
    /// the text is not asked.
    /// </summary>
    /// <param name="logits"><c>[batch, seq, 2]</c>.</param>
    /// <param name="labels">The positions <c>[batch, 2]</c>, or null.</param>
    public static Tensor? Span(Tensor logits, Tensor? labels)
    {
        if (labels is null)
        {
            return null;
        }

        var seq = logits.shape[1];
        using var scope = NewDisposeScope();
        var asked = labels.to_type(ScalarType.Int64).clamp(0, seq);
        var (first, last) = (End(0), End(1));
        return ((first + last) / 2).MoveToOuterDisposeScope();

        Tensor End(long which) => F.cross_entropy(logits.select(-1, which), asked.select(-1, which), ignore_index: seq);
    }

    /// <summary>A causal model's loss: position t predicts label t + 1.</summary>
    /// <param name="logits"><c>[batch, seq, vocabulary]</c>.</param>
    /// <param name="labels"><c>[batch, seq]</c>, not shifted; or null.</param>
    /// <param name="items">
    /// What the summed loss is divided by: the number of tokens that count in the whole step, where this is a part of its batch;
    /// null takes those of this input.
    /// </param>
    public static Tensor? NextToken(Tensor logits, Tensor? labels, long? items = null)
    {
        if (labels is null)
        {
            return null;
        }

        var last = logits.shape[1] - 1;
        var (asked, targets) = (logits.narrow(1, 0, last), labels.narrow(1, 1, last));
        return items is null
            ? Tokens(asked, targets)
            : F.cross_entropy(
                asked.reshape(-1, logits.shape[^1]), targets.reshape(-1), ignore_index: Ignored, reduction: nn.Reduction.Sum) / items.Value;
    }
}
