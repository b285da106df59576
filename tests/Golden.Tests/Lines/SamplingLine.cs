using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Models.Generation;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>Scores after a chain of processors: which tokens stay, and with which scores.</summary>
[GoldenLine("training/sampling.json")]
public sealed class SamplingLine : GoldenLine
{
    private readonly Lazy<JsonObject> _cases = new(
        () => JsonNode.Parse(File.ReadAllText(Set.At("training", "sampling.json")))!["cases"]!.AsObject());

    private readonly Lazy<GoldenTensors> _tensors = new(() => new(Set.At("training", "sampling.safetensors")));

    public override IEnumerable<string> Discover() => _cases.Value.Select(c => c.Key);

    public override void Run(string id)
    {
        using var scope = NewDisposeScope();
        var (settings, expected) = (_cases.Value[id]!, _tensors.Value[id]);
        var ids = _tensors.Value["input_ids"];
        IReadOnlyList<IReadOnlyList<long>> texts = [.. ids.Integers.Chunk((int)ids.Shape[1])];
        var given = GoldenInput.Tensor(_tensors.Value["logits"]);
        var actual = settings["chain"]!.AsArray().Select(p => Processor(p!)).Aggregate(given, (scores, p) => p.Apply(scores, texts));
        var values = Close.Values(actual);
        if (settings["chain"]!.AsArray().Any(p => p!["processor"]!.GetValue<string>() == "top_p"))
        {
            (values, expected) = (WithoutTies(values), expected with { Values = WithoutTies(expected.Values) });
        }

        // what is ruled out is -∞, which no finite bound may swallow
        Close.Check(values, expected, scale: expected.Values.Where(double.IsFinite).Max(Math.Abs));
        var kept = settings["kept"]!.AsArray().Select(n => n!.GetValue<int>());
        Assert.Equal(kept, values.Chunk((int)expected.Shape[1]).Select(row => row.Count(double.IsFinite)));
    }

    // The set was recorded with a sort that was not stable: how many of equally likely tokens stay is certain, which ones is not
    // (7, 7 keeps the first, 4, 4, 4, 4, 4 loses the second). So tokens of one given score are compared in the order of their results.
    private double[] WithoutTies(double[] values)
    {
        var given = _tensors.Value["logits"];
        return
        [
            .. values.Zip(given.Values).Chunk((int)given.Shape[1])
                .SelectMany(row => row.OrderBy(v => v.Second).ThenBy(v => v.First).Select(v => v.First)),
        ];
    }

    private static LogitsProcessor Processor(JsonNode settings)
    {
        var value = settings["value"]!.GetValue<double>();
        var least = (int?)settings["min_tokens_to_keep"] ?? 1;
        return settings["processor"]!.GetValue<string>() switch
        {
            "temperature" => new Temperature(value),
            "top_k" => new TopK((int)value, least),
            "top_p" => new TopP(value, least),
            "min_p" => new MinP(value, least),
            "typical_p" => new TypicalP(value, least),
            "epsilon_cutoff" => new EpsilonCutoff(value, least),
            "repetition_penalty" => new RepetitionPenalty(value),
            "no_repeat_ngram_size" => new NoRepeatNgram((int)value),
            var other => throw new GoldenException($"The processor '{other}' is not known."),
        };
    }
}
