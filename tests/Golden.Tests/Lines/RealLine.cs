using Golden.Tests.Harness;

namespace Golden.Tests.Lines;

/// <summary>MiniLM, the small storyteller, SmolLM2 from its GGUF, and LoRA on MiniLM with real sentences.</summary>
[GoldenLine("real")]
public sealed class RealLine : GoldenLine
{
    // A folder is a training run; a file of tensors a model of that name.
    public override IEnumerable<string> Discover() =>
        Directory.EnumerateDirectories(Set.At("real")).Concat(Directory.EnumerateFiles(Set.At("real"), "*.safetensors"))
            .Select(p => p.EndsWith(".safetensors", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(p) : Path.GetFileName(p))
            .Order(StringComparer.Ordinal);

    public override void Run(string id)
    {
        var cancellation = TestContext.Current.CancellationToken;
        if (Directory.Exists(Set.At("real", id)))
        {
            RealCases.LoraOnSst2(Set.At("real", id), Hub);
            return;
        }

        var expected = new GoldenTensors(Set.At("real", id + ".safetensors"));
        if (expected.Has("embedding"))
        {
            RealCases.MiniLm(expected, Set.At("real", id + ".json"), Hub);
        }
        else if (Gguf(id) is { } file)
        {
            RealCases.SmolLm(expected, file, cancellation);
        }
        else
        {
            RealCases.Stories(expected, Hub, cancellation);
        }
    }

    // "SmolLM2-135M-Instruct-Q4_1.chat" means the file "SmolLM2-135M-Instruct.Q4_1.gguf".
    private static string? Gguf(string id) => Directory
        .EnumerateFiles(Path.Combine(Hub, "models"), "*.gguf", SearchOption.AllDirectories)
        .FirstOrDefault(f => id.StartsWith(Path.GetFileNameWithoutExtension(f).Replace('.', '-'), StringComparison.Ordinal));
}
