using System.Text.Json;
using Golden.Tests.Harness;
using PeftWorkbook.Hub;

namespace Golden.Tests.Lines;

/// <summary>
/// Broken and valid files with the verdict that a careful reader should give. Where either is right, the reader may do
/// either, but must say so by <see cref="InvalidDataException"/> and nothing else.
/// </summary>
[GoldenLine("malformed/safetensors")]
[GoldenLine("malformed/gguf")]
public sealed class MalformedLine : GoldenLine
{
    private JsonDocument? _expected;

    public override IEnumerable<string> Discover() =>
        Directory.EnumerateFiles(Set.At(Name.Split('/')))
            .Select(f => Path.GetFileName(f))
            .Where(f => f != "expected.json")
            .Order(StringComparer.Ordinal);

    public override void Run(string id)
    {
        var path = Set.At([.. Name.Split('/'), id]);
        _expected ??= JsonDocument.Parse(File.ReadAllBytes(Set.At([.. Name.Split('/'), "expected.json"])));
        var should = _expected.RootElement.GetProperty("cases").GetProperty(Path.GetFileNameWithoutExtension(id))
            .GetProperty("should").GetString();
        var message = Complaint(path);
        if (should != "either")
        {
            Assert.True(
                should == (message is null ? "accept" : "reject"),
                $"{id} should be: {should}; the reader said: {message ?? "nothing"}");
        }

        if (message is not null)
        {
            Assert.DoesNotContain('\n', message);
            Assert.EndsWith(".", message, StringComparison.Ordinal);
            Assert.Contains(path, message, StringComparison.Ordinal);
        }
    }

    public override void Dispose()
    {
        _expected?.Dispose();
        base.Dispose();
    }

    private static string? Complaint(string path)
    {
        try
        {
            ReadAll(path);
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }

    private static void ReadAll(string path)
    {
        if (path.EndsWith(".gguf", StringComparison.Ordinal))
        {
            using var file = GgufFile.Open(path);
            Assert.All(file.Tensors.Keys, name => file.Dequantize(name));
            return;
        }

        using var tensors = SafeTensorsFile.Open(path);
        Assert.All(tensors.Entries.Keys, name => tensors.Bytes(name).ToArray());
    }
}
