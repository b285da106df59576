using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using PeftWorkbook.Models.Clients;

namespace Benchmarks;

/// <summary>MiniLM embeds SciFact's documents, at most 256 tokens each, before and after plain PyTorch modules on Debian's
/// PyTorch do, whose program takes minutes.</summary>
internal sealed partial class Embed : Benchmark
{
    private const int Texts = 640;

    internal override IReadOnlyList<string> Names { get; } = ["embed"];

    internal override IEnumerable<string> Run()
    {
        if (HubFolder.Find("models/sentence-transformers/all-MiniLM-L6-v2") is not { } model
            || HubFolder.Find("datasets/beir/scifact") is not { } data)
        {
            return [Missing(Names[0], "the hub (WORKBOOK_HUB) holds no MiniLM or no SciFact")];
        }

        string corpus = Path.Combine(data, "corpus.jsonl");
        double before = Rate(model, corpus);
        return Anchor() is { } theirs
            ? [Rates(Names[0], (before + Rate(model, corpus)) / 2, theirs, "texts a second")]
            : [Missing(Names[0], "the anchor needs ../shared/prototypes and Debian's python3-torch")];
    }

    /// <summary>Texts a second after a first batch; unlike the anchor's, the way from text to tokens counts.</summary>
    private static double Rate(string folder, string corpus)
    {
        using EmbeddingGenerator generator = EmbeddingGenerator.FromPretrained(folder);
        string[] texts = [.. File.ReadLines(corpus).Take(Texts).Select(Text)];
        generator.GenerateAsync(texts[..64]).GetAwaiter().GetResult();
        long start = Stopwatch.GetTimestamp();
        generator.GenerateAsync(texts).GetAwaiter().GetResult();
        return texts.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string Text(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        string title = root.TryGetProperty("title", out JsonElement value) ? value.GetString() ?? "" : "";
        return (title + " " + root.GetProperty("text").GetString()).Trim();
    }

    private static double? Anchor() =>
        Python.Prototype("encoder_rates.py", "embed", Texts.ToString(CultureInfo.InvariantCulture)) is { } line
            && PerSecond().Match(line) is { Success: true } found
            ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(@"([\d.]+) a second")]
    private static partial Regex PerSecond();
}
