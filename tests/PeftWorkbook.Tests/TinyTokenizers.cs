using System.Text.Json;
using PeftWorkbook.Text;

namespace PeftWorkbook.Tests;

/// <summary>Tokenizers without merges: each byte, or each piece, is a token. The hardest case for text that comes in pieces.</summary>
internal static class TinyTokenizers
{
    private const string Template =
        "{% for m in messages %}[{{ m.role }}]{{ m.content }}\n{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}";

    /// <summary>Byte-level: 256 bytes and an end token.</summary>
    internal static TextTokenizer ByteLevel() => Load(
        Enumerable.Range(0, 256).Select(b => PeftWorkbook.Text.ByteLevel.Character((byte)b).ToString()), "</s>",
        new { type = "ByteLevel", add_prefix_space = false, use_regex = false }, new { type = "ByteLevel" }, byteFallback: false);

    /// <summary>As Llama's: words and bytes; decoding joins runs of bytes and takes the first space away.</summary>
    internal static TextTokenizer ByteFallback() => Load(
        ["\u2581", "\u2581a", "b", "\u2581c\u00e9", "\uFFFD", .. Enumerable.Range(0, 256).Select(b => $"<0x{b:X2}>")], "</s>",
        null,
        new
        {
            type = "Sequence",
            decoders = new object[]
            {
                new { type = "Replace", pattern = new { String = "\u2581" }, content = " " },
                new { type = "ByteFallback" },
                new { type = "Fuse" },
                new { type = "Strip", content = " ", start = 1, stop = 0 },
            },
        },
        byteFallback: true);

    private static TextTokenizer Load(IEnumerable<string> tokens, string end, object? splitter, object decoder, bool byteFallback)
    {
        var vocabulary = tokens.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i);
        var folder = Directory.CreateTempSubdirectory("tokenizer-").FullName;
        try
        {
            Write("tokenizer.json", new
            {
                model = new { type = "BPE", vocab = vocabulary, merges = Array.Empty<string>(), byte_fallback = byteFallback },
                added_tokens = new[] { new { id = vocabulary.Count, content = end, special = true } },
                pre_tokenizer = splitter,
                decoder,
            });
            Write("tokenizer_config.json", new { eos_token = end, chat_template = Template });
            return TextTokenizer.Load(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Write(string name, object content) => File.WriteAllText(Path.Combine(folder, name), JsonSerializer.Serialize(content));
    }
}
