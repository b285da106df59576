using Golden.Tests.Harness;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>Every recorded model is the same file when it is saved again.</summary>
public sealed class SavedModelTests : IDisposable
{
    private const string Weights = "model.safetensors";
    private readonly string _folder = Directory.CreateTempSubdirectory("saved-").FullName;

    public static IEnumerable<TheoryDataRow<string>> Folders() => GoldenSet.Current is { } set
        ? [.. Directory.EnumerateDirectories(set.At("models")).Where(f => File.Exists(Path.Combine(f, Weights))).Order()
            .Select(f => new TheoryDataRow<string>(f))]
        : [new TheoryDataRow<string>("") { Skip = "No golden set: name one in WORKBOOK_GOLDEN." }];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Folders))]
    public void Byte_for_byte(string folder)
    {
        using var scope = NewDisposeScope();
        using var model = GoldenInput.Model(folder);
        model.SavePretrained(_folder);
        string[] written = [.. new[] { Weights, "config.json", "generation_config.json" }.Where(f => File.Exists(Path.Combine(folder, f)))];
        Assert.Equal(written.Order(), Directory.EnumerateFiles(_folder).Select(f => Path.GetFileName(f)!).Order());
        Assert.All(written, f => Assert.Equal(File.ReadAllBytes(Path.Combine(folder, f)), File.ReadAllBytes(Path.Combine(_folder, f))));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void In_shards_and_back(string folder)
    {
        using var scope = NewDisposeScope();
        using var model = GoldenInput.Model(folder);
        var bytes = new FileInfo(Path.Combine(folder, Weights)).Length;
        model.SavePretrained(_folder, maxShardBytes: bytes / 3);
        Assert.False(File.Exists(Path.Combine(_folder, Weights)));
        Assert.True(Directory.EnumerateFiles(_folder, "model-*-of-*.safetensors").Count() > 2);
        using var again = GoldenInput.Model(_folder);
        again.SavePretrained(_folder);                                           // over the shards, which must not stay
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, Weights)), File.ReadAllBytes(Path.Combine(_folder, Weights)));
        Assert.Empty(Directory.EnumerateFiles(_folder, "model-*"));
    }
}
