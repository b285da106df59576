using System.Text;
using PeftWorkbook.Hub;

namespace Benchmarks;

/// <summary>Opening a safetensors file of 1 GB and showing its tensors, against the 50 ms that it may take.</summary>
internal sealed class OpenFile : Benchmark
{
    private const double Allowed = 50;
    private const int Tensors = 256;
    private const long TensorBytes = 4 << 20;

    internal override IReadOnlyList<string> Names { get; } = ["open-1gb"];

    internal override IEnumerable<string> Run()
    {
        string path = Path.Combine(Path.GetTempPath(), $"workbook-bench-{Environment.ProcessId}.safetensors");
        try
        {
            Write(path);
            return [Costs(Names[0], MedianMilliseconds(9, () => Open(path)), Allowed, "ms")];
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Open(string path)
    {
        using var file = SafeTensorsFile.Open(path);
        foreach (string name in file.Entries.Keys)
        {
            file.Read(name).Dispose();
        }
    }

    /// <summary>The header and a hole: opening reads no weights, so none need be there.</summary>
    private static void Write(string path)
    {
        var header = new StringBuilder("{");
        for (long i = 0; i < Tensors; i++)
        {
            header.Append(i > 0 ? "," : "").Append(
                $$"""
                "t{{i}}":{"dtype":"F32","shape":[1024,1024],"data_offsets":[{{i * TensorBytes}},{{(i + 1) * TensorBytes}}]}
                """.Trim());
        }

        byte[] text = Encoding.UTF8.GetBytes(header.Append('}').ToString().PadRight((header.Length + 7) / 8 * 8));
        using FileStream file = File.Create(path);
        file.Write(BitConverter.GetBytes((long)text.Length));
        file.Write(text);
        file.SetLength(8 + text.Length + (Tensors * TensorBytes));
    }
}
