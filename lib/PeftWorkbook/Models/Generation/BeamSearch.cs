using PeftWorkbook.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Generation;

/// <summary>
/// Follows the most likely few texts at once, by transformers' rules: each step looks at the best <c>2 · beams</c>
/// continuations; one that ends is kept where it is among the best <c>beams</c>, scored by its log-probability over its length
/// to the power of the length penalty; the search ends when no running text can beat the worst of the kept ones.
/// </summary>
internal static class BeamSearch
{
    private sealed record Beam(IReadOnlyList<long> Text, double Score);

    internal static IReadOnlyList<long> Run(
        Module<ModelInput, ModelOutput> model, IReadOnlyList<long> prompt, GenerationOptions options, CancellationToken cancellation)
    {
        using var _ = no_grad();
        using var decoder = Decoder.For(model, [prompt], options);
        var penalties = LogitsProcessor.For(options);
        List<Beam> running = [new(decoder.Beginnings[0], 0)];
        List<Beam> finished = [];
        for (var added = 1; added <= options.MaxNewTokens; added++)
        {
            Interrupt.ThrowIfRequested(cancellation);
            var isLast = added == options.MaxNewTokens;
            var candidates = Candidates(decoder, penalties, running, 2 * options.Beams);
            var ends = candidates.Select(c => isLast || options.EndTokens.Contains(c.Beam.Text[^1])).ToList();
            var length = Math.Pow(added, options.LengthPenalty);
            var ended = candidates.Take(options.Beams).Where((_, i) => ends[i]);
            finished =
            [
                .. finished.Concat(ended.Select(c => c.Beam with { Score = c.Beam.Score / length }))
                    .OrderByDescending(b => b.Score).Take(options.Beams),
            ];
            var next = candidates.Where((_, i) => !ends[i]).Take(options.Beams).ToList();
            running = [.. next.Select(c => c.Beam)];
            if (running.Count == 0 || IsSettled(finished, running[0].Score / length, options))
            {
                return (finished.FirstOrDefault() ?? running[0]).Text;
            }

            decoder.Reorder(next.Select(c => c.Parent));
        }

        return running[0].Text;
    }

    private static bool IsSettled(List<Beam> finished, double bestRunning, GenerationOptions options) =>
        finished.Count == options.Beams && (options.EarlyStopping || bestRunning <= finished[^1].Score);

    // The best continuations of all running texts, and which text each continues.
    private static List<(Beam Beam, int Parent)> Candidates(
        Decoder decoder, IReadOnlyList<LogitsProcessor> penalties, List<Beam> running, int count)
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<IReadOnlyList<long>> texts = [.. running.Select(b => b.Text)];
        var scores = decoder.Scores(texts).to_type(ScalarType.Float32).log_softmax(-1);
        scores = penalties.Aggregate(scores, (s, p) => p.Apply(s, texts));
        var vocabulary = scores.shape[^1];
        var past = tensor(running.Select(b => (float)b.Score).ToArray(), device: scores.device).unsqueeze(-1);
        var (values, places) = (scores + past).reshape(-1).topk((int)Math.Min(count, running.Count * vocabulary));
        return
        [
            .. values.ToHost<float>().Zip(places.ToHost<long>()).Select(t =>
            {
                var parent = (int)(t.Second / vocabulary);
                return (new Beam([.. running[parent].Text, t.Second % vocabulary], t.First), parent);
            }),
        ];
    }
}
