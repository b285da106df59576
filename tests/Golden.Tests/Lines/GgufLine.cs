using System.Text.Json;
using Golden.Tests.Harness;
using PeftWorkbook.Hub;

namespace Golden.Tests.Lines;

/// <summary>GGUF files: header, metadata, tensor table and dequantised weights against gguf-py.</summary>
[GoldenLine("quant/gguf")]
public sealed class GgufLine : GoldenLine
{
    public override IEnumerable<string> Discover() =>
        Directory.EnumerateFiles(Set.At("quant", "gguf"), "*.gguf").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    public override void Run(string id)
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Set.At("quant", "gguf", Path.ChangeExtension(id, ".expected.json"))));
        using var file = GgufFile.Open(Set.At("quant", "gguf", id));
        GgufExpectations.Check(file, expected.RootElement, new(Set.At("quant", "gguf", Path.ChangeExtension(id, ".expected.safetensors"))));
    }
}
