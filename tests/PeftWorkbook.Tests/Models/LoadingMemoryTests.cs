using PeftWorkbook.Hub;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Models;

/// <summary>Loading a model takes at its peak the model's own size and 64 MB, whatever the file's format and dtype.</summary>
public sealed class LoadingMemoryTests
{
    private const long Allowance = 64 << 20;

    [Theory]
    [InlineData("HuggingFaceTB/SmolLM2-135M-Instruct-GGUF", ScalarType.Float32)]
    [InlineData("HuggingFaceTB/SmolLM2-135M-Instruct-GGUF", ScalarType.BFloat16)]
    [InlineData("sentence-transformers/all-MiniLM-L6-v2", ScalarType.Float32)]
    public void From_the_hub(string id, ScalarType dtype) => Check(TestHub.Model(id), new() { Dtype = dtype });

    [Fact]
    public void From_the_hub_in_its_blocks() =>
        Check(TestHub.Model("HuggingFaceTB/SmolLM2-135M-Instruct-GGUF"), new() { KeepQuantized = true });

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void From_safetensors_of_fp32(ScalarType dtype)
    {
        var folder = Directory.CreateTempSubdirectory("memory-").FullName;
        try
        {
            WriteModel(folder);
            Check(folder, new() { Dtype = dtype });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Check(string folder, LoadOptions options)
    {
        Assert.SkipUnless(File.Exists("/proc/self/clear_refs"), "This system does not tell a process its peak.");
        PretrainedModel.FromPretrained(folder, options).Dispose();      // code and constants are there before it counts
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TorchSharp.Engine.CpuMemory.Empty();
        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = Kilobytes("VmRSS");
        using var model = PretrainedModel.FromPretrained(folder, options);
        foreach (var parameter in model.parameters())
        {
            parameter.detach().max().Dispose();                         // pages of a mapped weight count when they are touched
        }

        var size = model.parameters().Sum(p => p.numel() * p.ElementSize) + QuantizedLayers.Of(model).Sum(w => w.Bytes);
        var taken = Kilobytes("VmHWM") - before;
        Assert.True(taken <= size + Allowance, $"Loading took {taken >> 20} MB for a model of {size >> 20} MB.");
    }

    private static long Kilobytes(string name) =>
        long.Parse(
            File.ReadLines("/proc/self/status").First(l => l.StartsWith(name, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            null) << 10;

    private static void WriteModel(string folder)
    {
        const string Config = """
            {
              "model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 50000, "hidden_size": 512,
              "num_hidden_layers": 6, "num_attention_heads": 8, "num_key_value_heads": 8, "intermediate_size": 2048,
              "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "tie_word_embeddings": true
            }
            """;
        File.WriteAllText(Path.Combine(folder, "config.json"), Config);
        using var model = PretrainedModel.FromConfig(ModelConfig.Parse(Config)).Initialize(1);
        SafeTensors.Save(
            Path.Combine(folder, "model.safetensors"),
            model.named_parameters().Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter)));
    }
}
