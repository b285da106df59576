using PeftWorkbook.Engine;
using PeftWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Training;

/// <summary>Runs a model over a data set and scores what it says.</summary>
public static class Evaluator
{
    /// <summary>The scores of a classifier, a regression or a language model; the model is left in evaluation mode.</summary>
    /// <exception cref="OperationCanceledException">It was ended between two batches.</exception>
    public static Evaluation Run(
        Module<ModelInput, ModelOutput> model, IReadOnlyList<Example> examples, int batchSize, int paddingId, bool isRegression,
        CancellationToken cancellation = default)
    {
        if (examples.Count == 0)
        {
            throw new ArgumentException("There are no examples to evaluate on.", nameof(examples));
        }

        model.eval();
        using var _ = no_grad();
        if (examples[0].Targets is not null)
        {
            return TokenEvaluator.Run(model, examples, batchSize, paddingId, cancellation);
        }

        var scores = new double[examples.Count];
        var loss = 0.0;
        foreach (var rows in Batches.ByLength(examples, batchSize, TokensAtOnce(model)))
        {
            Interrupt.ThrowIfRequested(cancellation);
            using var scope = NewDisposeScope();
            var output = model.call(Batches.Collate(examples, rows, paddingId, isRegression, DeviceOf(model)));
            loss += output.Loss!.ToDouble() * rows.Length;
            var answers = isRegression ? output.Logits!.reshape(-1) : output.Logits!.argmax(-1);
            var values = answers.to_type(ScalarType.Float64).cpu().data<double>().ToArray();
            for (var i = 0; i < rows.Length; i++)
            {
                scores[rows[i]] = values[i];
            }
        }

        return Score([.. examples.Select(e => e.Label)], scores, isRegression, loss / examples.Count);
    }

    // On a CPU more at once take more memory and no less time.
    internal static long TokensAtOnce(Module model) => DeviceOf(model).type == DeviceType.CPU ? 2048 : long.MaxValue;

    internal static Device DeviceOf(Module model) => model.parameters().First().device;

    private static Evaluation Score(double[] labels, double[] scores, bool isRegression, double loss)
    {
        var evaluation = new Evaluation(0, loss, labels.Length);
        if (isRegression)
        {
            return evaluation with { Pearson = Metrics.Pearson(labels, scores), Spearman = Metrics.Spearman(labels, scores) };
        }

        long[] truth = [.. labels.Select(l => (long)l)], said = [.. scores.Select(s => (long)s)];
        return evaluation with
        {
            Accuracy = Metrics.Accuracy(truth, said),
            F1 = truth.Concat(said).Max() <= 1 ? Metrics.F1(truth, said) : Metrics.MacroF1(truth, said),
            Mcc = Metrics.Mcc(truth, said),
        };
    }
}
