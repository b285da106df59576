using System.Reflection;
using PeftWorkbook.Engine;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Training;

/// <summary>Scores a model that says a token for each position: perplexity, right tokens, and examples that are right throughout.</summary>
internal static class TokenEvaluator
{
    internal static Evaluation Run(
        Module<ModelInput, ModelOutput> model, IReadOnlyList<Example> examples, int batchSize, int paddingId,
        CancellationToken cancellation)
    {
        var isShifted = PredictsNext(model);
        double loss = 0, right = 0, exact = 0, asked = 0;
        foreach (var rows in Batches.ByLength(examples, batchSize, Evaluator.TokensAtOnce(model)))
        {
            Interrupt.ThrowIfRequested(cancellation);
            using var scope = NewDisposeScope();
            var batch = Batches.Collate(examples, rows, paddingId, isRegression: false, Evaluator.DeviceOf(model));
            var (logits, targets) = Aligned(model.call(batch).Logits!, batch.Labels!, isShifted);
            var counts = targets.ne(Losses.Ignored);
            var wrong = logits.argmax(-1).ne(targets).logical_and(counts);
            loss += F.cross_entropy(
                logits.reshape(-1, logits.shape[^1]).to_type(ScalarType.Float32), targets.reshape(-1), ignore_index: Losses.Ignored,
                reduction: Reduction.Sum).ToDouble();
            asked += counts.sum().ToDouble();
            right += counts.sum().ToDouble() - wrong.sum().ToDouble();
            exact += rows.Length - wrong.any(1).sum().ToDouble();
        }

        return new(0, loss / asked, examples.Count)
        {
            Perplexity = Metrics.Perplexity([(loss, (long)asked)]),
            Accuracy = right / asked,
            ExactMatch = exact / examples.Count,
        };
    }

    /// <summary>Whether a model's position t says token t + 1.</summary>
    internal static bool PredictsNext(nn.Module model) => model is PeftModel peft
        ? PredictsNext(peft.Model)
        : model.GetType().GetCustomAttributes<ArchitectureAttribute>().Any(a => a.Task == ModelTask.CausalLanguageModel);

    // Virtual tokens stand before the text's: the last positions are those of the targets.
    private static (Tensor Logits, Tensor Targets) Aligned(Tensor logits, Tensor targets, bool isShifted)
    {
        var length = targets.shape[1];
        var own = logits.narrow(1, logits.shape[1] - length, length);
        return isShifted ? (own.narrow(1, 0, length - 1), targets.narrow(1, 1, length - 1)) : (own, targets);
    }
}
