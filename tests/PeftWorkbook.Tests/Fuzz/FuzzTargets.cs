using System.Text;
using PeftWorkbook.Hub;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Generation;
using PeftWorkbook.Peft;
using PeftWorkbook.Text;
using PeftWorkbook.Text.Jinja;
using PeftWorkbook.Training;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Fuzz;

/// <summary>The readers, with small sound files for each.</summary>
internal static class FuzzTargets
{
    private const string Weights = "model.safetensors";

    internal static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new(
            "safetensors",
            "a.safetensors",
            11,
            [FuzzSeeds.SafeTensors(), FuzzSeeds.SafeTensors(("format", "pt"), ("größe", "1"))],
            ReadSafeTensors),
        new("safetensors index", $"{Weights}.index.json", 8, [FuzzSeeds.Index()], folder => SafeTensorsCheckpoint.Open(folder).Dispose())
        {
            Beside = new Dictionary<string, byte[]> { ["a.safetensors"] = FuzzSeeds.Shard("x"), ["b.safetensors"] = FuzzSeeds.Shard("y") },
        },
        new("gguf", "a.gguf", 11, [FuzzSeeds.Gguf(isLlama: true), FuzzSeeds.Gguf(isLlama: false)], ReadGguf),
        new("gguf model", "a.gguf", 2, [FuzzSeeds.GgufModel()], ReadModel) { Faults = [typeof(NotSupportedException)] },
        new("config.json", "config.json", 2, [.. FuzzSeeds.Configs], ReadModel)
        {
            Beside = new Dictionary<string, byte[]> { [Weights] = FuzzSeeds.Model() },
            Faults = [typeof(NotSupportedException)],
        },
        new("generation_config.json", "generation_config.json", 2, [Utf8(FuzzSeeds.Generation)], ReadGeneration)
        {
            Beside = new Dictionary<string, byte[]> { [Weights] = FuzzSeeds.Model(), ["config.json"] = FuzzSeeds.Configs.First() },
        },
        new("adapter_config.json of AdapterHub", "adapter_config.json", 3, [.. FuzzSeeds.HubAdapters], ReadConfig)
        {
            Beside = new Dictionary<string, byte[]> { ["adapter.safetensors"] = FuzzSeeds.HubTensors() },
            Faults = [typeof(NotSupportedException)],
        },
        new("adapter_config.json", "adapter_config.json", 5, [.. FuzzSeeds.Adapters], ReadConfig)
        {
            Faults = [typeof(NotSupportedException)],
        },
        new("tokenizer.json", "tokenizer.json", 12, [.. FuzzSeeds.Tokenizers], ReadTokenizer),
        new("tokenizer_config.json", "tokenizer_config.json", 4, [Utf8(FuzzSeeds.TokenizerConfig)], ReadTokenizer)
        {
            Beside = new Dictionary<string, byte[]> { ["vocab.txt"] = Utf8("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\n##es\n") },
        },
        new("vocab.txt", "vocab.txt", 6, [Utf8("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\nqu\n##ick\nfox\n##es\n")], ReadTokenizer),
        new("vocab.json", "vocab.json", 5, [Utf8(FuzzSeeds.Vocabulary)], ReadTokenizer)
        {
            Beside = new Dictionary<string, byte[]> { ["merges.txt"] = Utf8(FuzzSeeds.Merges) },
        },
        new("merges.txt", "merges.txt", 5, [Utf8(FuzzSeeds.Merges)], ReadTokenizer)
        {
            Beside = new Dictionary<string, byte[]> { ["vocab.json"] = Utf8(FuzzSeeds.Vocabulary) },
        },
        new(
            "tokenizer.model",
            "tokenizer.model",
            8,
            [FuzzSeeds.SentencePiece(isBpe: true), FuzzSeeds.SentencePiece(isBpe: false)],
            folder =>
            {
                ReadTokenizer(folder);
                Use(TextTokenizer.LoadSentencePiece(Path.Combine(folder, "tokenizer.model")));
            }),
        new("chat template", "chat_template.jinja", 8, [.. FuzzSeeds.Templates.Select(Utf8)], ReadTemplate)
        {
            Faults = [typeof(FormatException)],
        },
        new(
            "GLUE",
            "dev.tsv",
            8,
            [Utf8("sentence\tlabel\na fine film\t1\n\"bad\t0\nüber\t1\n"), Utf8("sentence\tlabel\r\nx\t0\r\n")],
            folder => GlueTask.Named("SST-2").ReadDev(folder)),
    ];

    private static void ReadConfig(string folder) => PeftConfig.Load(folder).ToJson();

    private static void ReadSafeTensors(string folder)
    {
        using var scope = NewDisposeScope();
        using var file = SafeTensorsFile.Open(Path.Combine(folder, "a.safetensors"));
        foreach (var (name, entry) in file.Entries)
        {
            _ = file.Bytes(name).Length;
            if (entry.Dtype is not (SafeTensorsDtype.F8_E8M0 or SafeTensorsDtype.U64 or SafeTensorsDtype.F4
                or SafeTensorsDtype.F6_E2M3 or SafeTensorsDtype.F6_E3M2))
            {
                _ = file.Read(name).shape;
            }
        }
    }

    private static void ReadGguf(string folder)
    {
        using var file = GgufFile.Open(Path.Combine(folder, "a.gguf"));
        foreach (var tensor in file.Tensors.Values)
        {
            _ = file.Dequantize(tensor.Name);
        }

        _ = GgufConfig.Read(file);
        Use(TextTokenizer.FromGguf(file));
    }

    private static void ReadModel(string folder)
    {
        using var scope = NewDisposeScope();
        using var model = PretrainedModel.FromPretrained(folder);
    }

    private static void ReadGeneration(string folder)
    {
        using var scope = NewDisposeScope();
        using var model = PretrainedModel.FromPretrained(folder);
        _ = GenerationOptions.For(model);
    }

    private static void ReadTokenizer(string folder) => Use(TextTokenizer.Load(folder));

    private static void Use(TextTokenizer tokenizer)
    {
        var encoding = tokenizer.Encode("The quick 12 foxes, <s> über\u00A0naïve \uD83D\uDE00 日本");
        _ = tokenizer.Decode(encoding.Ids, skipSpecialTokens: true);
    }

    private static void ReadTemplate(string folder)
    {
        var template = new JinjaTemplate(File.ReadAllText(Path.Combine(folder, "chat_template.jinja")));
        Dictionary<string, object?> message = new() { ["role"] = "user", ["content"] = "hi" };
        template.Render(new Dictionary<string, object?>
        {
            ["messages"] = new List<object?> { message, message },
            ["bos_token"] = "<s>",
            ["eos_token"] = "</s>",
            ["add_generation_prompt"] = true,
        });
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
