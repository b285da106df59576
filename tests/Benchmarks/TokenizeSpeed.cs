using System.Diagnostics;
using System.Text;
using PeftWorkbook.Hub;
using PeftWorkbook.Text;

namespace Benchmarks;

/// <summary>
/// Bytes of English a second that each tokenizer of the hub encodes on one thread, beside the one megabyte a second that the workbook
/// promises; and a megabyte without a space, beside an eighth of it: the ratio of the two rates is 1 where time is linear in length.
/// </summary>
internal sealed class TokenizeSpeed : Benchmark
{
    private const double Promise = 1;   // MB a second
    private readonly string? _hub = FindHub();

    internal override IReadOnlyList<string> Names =>
        _hub is null ? ["tokenize"] : [.. Tokenizers().SelectMany(t => new[] { $"tokenize-{t.Name}", $"tokenize-{t.Name}-unbroken" })];

    internal override IEnumerable<string> Run()
    {
        if (_hub is null || English() is not { Length: > 0 } text)
        {
            yield return Missing("tokenize", "it needs a hub with tokenizers and datasets/text: set WORKBOOK_HUB");
            yield break;
        }

        foreach (var (name, load) in Tokenizers())
        {
            var tokenizer = load();
            yield return Rates($"tokenize-{name}", Rate(tokenizer, text), Promise, "MB/s of English on one thread");
            var letters = string.Concat(text.Where(char.IsAsciiLetter));
            var large = letters[..Math.Min(letters.Length, 1_000_000)];
            yield return Rates(
                $"tokenize-{name}-unbroken",
                Rate(tokenizer, large),
                Rate(tokenizer, large[..(large.Length / 8)]),
                "MB/s of 1 MB without a space, and of an eighth of it");
        }
    }

    /// <summary>The best of five passes: the first ones are the compiler's.</summary>
    private static double Rate(TextTokenizer tokenizer, string text) => Enumerable.Range(0, 5).Max(_ =>
    {
        var start = Stopwatch.GetTimestamp();
        tokenizer.Encode(text);
        return Encoding.UTF8.GetByteCount(text) / 1e6 / Stopwatch.GetElapsedTime(start).TotalSeconds;
    });

    private IEnumerable<(string Name, Func<TextTokenizer> Load)> Tokenizers()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(_hub!, "tokenizers")).Order(StringComparer.Ordinal)
            .Select(f => (Path.GetFileName(f), (Func<TextTokenizer>)(() => TextTokenizer.Load(f))));
        var files = Directory.EnumerateFiles(Path.Combine(_hub!, "models"), "*.gguf", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(f => (Path.GetFileNameWithoutExtension(f).ToLowerInvariant(), (Func<TextTokenizer>)(() =>
            {
                using var file = GgufFile.Open(f);
                return TextTokenizer.FromGguf(file);
            })));
        return folders.Concat(files);
    }

    /// <summary>A megabyte or so of real text, paragraphs and all, in one piece.</summary>
    private string English()
    {
        var folder = Path.Combine(_hub!, "datasets", "text");
        var text = Directory.Exists(folder)
            ? string.Join(
                '\n',
                Directory.EnumerateFiles(folder, "*.txt", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)
                    .Select(File.ReadAllText))
            : "";
        return text[..Math.Min(text.Length, 2_000_000)];
    }

    private static string? FindHub()
    {
        if (Environment.GetEnvironmentVariable("WORKBOOK_HUB") is { Length: > 0 } given)
        {
            return Directory.Exists(Path.Combine(given, "tokenizers")) ? given : null;
        }

        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (Directory.Exists(Path.Combine(at.FullName, "shared", "hub", "tokenizers")))
            {
                return Path.Combine(at.FullName, "shared", "hub");
            }
        }

        return null;
    }
}
