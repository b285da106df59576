using System.Diagnostics;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Generation;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// Tokens a second of SmolLM2 from its GGUF, one text, greedy, against the rate at which this machine can read the weights once a
/// token: their bytes over the read bandwidth measured before and after. <c>decode-fp32</c> widens the weights when loading,
/// <c>decode-q4</c> computes from the file's blocks.
/// </summary>
internal sealed class Decode(bool quantized) : Benchmark
{
    private const int Tokens = 64;

    // "What is the capital of France?" in SmolLM2's chat template, and any other text would do.
    private static readonly long[] s_prompt = [1, 4093, 198, 1780, 314, 260, 3575, 282, 4649, 47, 2, 198, 1, 520, 9531, 198];

    internal override IReadOnlyList<string> Names { get; } = [quantized ? "decode-q4" : "decode-fp32"];

    internal override IEnumerable<string> Run()
    {
        if (HubFolder.Find("models/HuggingFaceTB/SmolLM2-135M-Instruct-GGUF") is not { } folder)
        {
            return [Missing(Names[0], "the hub (WORKBOOK_HUB) holds no SmolLM2")];
        }

        using var scope = NewDisposeScope();
        string file = Directory.EnumerateFiles(folder, "*.gguf").First();
        using PretrainedModel model = PretrainedModel.FromPretrained(file, new() { KeepQuantized = quantized });
        long bytes = model.parameters().Sum(p => p.numel() * p.ElementSize) + QuantizedLayers.Of(model).Sum(w => w.Bytes);
        Rate(model);
        double before = ReadBandwidth.Measure(bytes);
        double ours = Enumerable.Range(0, 3).Max(_ => Rate(model));
        double bandwidth = (before + ReadBandwidth.Measure(bytes)) / 2;
        return [Rates(Names[0], ours, bandwidth / bytes, $"tokens a second, {bytes >> 20} MB of weights at {bandwidth / 1e9:F1} GB/s")];
    }

    /// <summary>Tokens a second after the first, which takes the prompt too.</summary>
    private static double Rate(PretrainedModel model)
    {
        long start = 0;
        int count = -1;
        foreach (long _ in TextGeneration.Stream(model, s_prompt, new() { MaxNewTokens = Tokens + 1 }))
        {
            start = count++ < 0 ? Stopwatch.GetTimestamp() : start;
        }

        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
