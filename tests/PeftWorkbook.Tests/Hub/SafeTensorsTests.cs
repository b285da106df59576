using System.Diagnostics;
using System.Text;
using PeftWorkbook.Hub;

namespace PeftWorkbook.Tests.Hub;

/// <summary>Writing and reading safetensors, and what mutations of files do to the readers.</summary>
public sealed class SafeTensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("safetensors").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    private string At(string name) => Path.Combine(_folder, name);

    private static SafeTensorsItem Item(string name, params float[] values) =>
        new(name, SafeTensorsDtype.F32, [values.Length], s => Array.ForEach(values, v => s.Write(BitConverter.GetBytes(v))));

    [Fact]
    public void Reads_what_it_wrote()
    {
        SafeTensorsWriter.Save(
            At("a"),
            [Item("b", 1, 2), Item("a\"\\\n", 3), Item("none")],
            new Dictionary<string, string> { ["format"] = "pt" });
        using var file = SafeTensorsFile.Open(At("a"));
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(BitConverter.GetBytes(3f), file.Bytes("a\"\\\n").ToArray());
        Assert.Equal([0L], file.Entry("none").Shape);
        Assert.Equal(0, file.Entries.Values.Min(e => e.Offset) % 8);
    }

    [Fact]
    public void Leaves_the_old_file_where_writing_fails()
    {
        SafeTensorsWriter.Save(At("a"), [Item("x", 1)]);
        var before = File.ReadAllBytes(At("a"));
        var broken = new SafeTensorsItem("y", SafeTensorsDtype.F32, [1], _ => throw new IOException("disk full"));
        Assert.Throws<IOException>(() => SafeTensorsWriter.Save(At("a"), [Item("x", 2), broken]));
        Assert.Equal(before, File.ReadAllBytes(At("a")));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Refuses_names_that_occur_twice() =>
        Assert.Throws<ArgumentException>(() => SafeTensorsWriter.Save(At("a"), [Item("x", 1), Item("x", 2)]));

    [Fact]
    public void Opens_a_gigabyte_at_once()
    {
        const long Count = 1L << 28;
        var header = Encoding.UTF8.GetBytes($"{{\"big\":{{\"dtype\":\"F32\",\"shape\":[{Count}],\"data_offsets\":[0,{4 * Count}]}}}}");
        using (var stream = File.Create(At("big")))
        {
            stream.Write(BitConverter.GetBytes((long)header.Length));
            stream.Write(header);
            stream.SetLength(8 + header.Length + (4 * Count));
        }

        SafeTensorsFile.Open(At("big")).Dispose();   // the first call compiles
        var watch = Stopwatch.StartNew();
        using var file = SafeTensorsFile.Open(At("big"));
        Assert.True(watch.ElapsedMilliseconds < 50, $"{watch.ElapsedMilliseconds} ms");
        Assert.Equal(4 * Count, file.Entry("big").ByteCount);
    }

    [Fact]
    public void Reads_shards_and_names_what_they_lack()
    {
        SafeTensorsWriter.Save(At("model-1.safetensors"), [Item("a", 1)]);
        SafeTensorsWriter.Save(At("model-2.safetensors"), [Item("b", 2)]);
        var index = At("model.safetensors.index.json");
        File.WriteAllText(index, """{"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}}""");
        using (var whole = SafeTensorsCheckpoint.Open(_folder))
        {
            Assert.Equal(["a", "b"], whole.Shapes.Keys.Order());
        }

        File.WriteAllText(index, """{"weight_map":{"a":"model-1.safetensors","c":"model-2.safetensors"}}""");
        Assert.Contains(
            ": c.",
            Assert.Throws<InvalidDataException>(() => SafeTensorsCheckpoint.Open(_folder)).Message,
            StringComparison.Ordinal);
        File.WriteAllText(index, """{"weight_map":{"a":"../model-1.safetensors"}}""");
        Assert.Throws<InvalidDataException>(() => SafeTensorsCheckpoint.Open(_folder));
    }

    [Fact]
    public void Refuses_pickles_and_says_why()
    {
        File.WriteAllText(At("pytorch_model.bin"), "");
        Assert.Contains(
            "pickle",
            Assert.Throws<FileNotFoundException>(() => SafeTensorsCheckpoint.Open(_folder)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Mutations_give_a_sentence_or_a_file()
    {
        SafeTensorsWriter.Save(
            At("seed"),
            [Item("weight", 1, 2, 3), Item("bias", 4)],
            new Dictionary<string, string> { ["format"] = "pt" });
        var seed = File.ReadAllBytes(At("seed"));
        var random = new Random(7);
        var rejected = 0;
        for (var i = 0; i < 3000; i++)
        {
            File.WriteAllBytes(At("mutant"), Mutate(seed, random));
            try
            {
                using var file = SafeTensorsFile.Open(At("mutant"));
                Assert.All(file.Entries.Keys, name => file.Bytes(name).ToArray());
            }
            catch (InvalidDataException)
            {
                rejected++;
            }
        }

        Assert.InRange(rejected, 1000, 2999);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        List<byte> bytes = [.. seed];
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, (byte)random.Next(256)); break;
                default: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            }
        }

        return [.. bytes];
    }
}
