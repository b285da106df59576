using PeftWorkbook.Hub;
using static TorchSharp.torch;

namespace PeftWorkbook.Models;

/// <summary>Tensors out of safetensors files, and into them.</summary>
internal sealed class SafeTensorsSource(SafeTensorsCheckpoint checkpoint) : ITensorSource
{
    private static readonly Dictionary<SafeTensorsDtype, ScalarType> s_types = new()
    {
        [SafeTensorsDtype.F64] = ScalarType.Float64,
        [SafeTensorsDtype.F32] = ScalarType.Float32,
        [SafeTensorsDtype.F16] = ScalarType.Float16,
        [SafeTensorsDtype.BF16] = ScalarType.BFloat16,
        [SafeTensorsDtype.I64] = ScalarType.Int64,
        [SafeTensorsDtype.I32] = ScalarType.Int32,
        [SafeTensorsDtype.I16] = ScalarType.Int16,
        [SafeTensorsDtype.I8] = ScalarType.Int8,
        [SafeTensorsDtype.U8] = ScalarType.Byte,
        [SafeTensorsDtype.BOOL] = ScalarType.Bool,
    };

    public string Origin => checkpoint.Origin;

    public IReadOnlyDictionary<string, long[]> Shapes { get; } =
        checkpoint.Names.ToDictionary(n => n, n => checkpoint.Entry(n).Shape, StringComparer.Ordinal);

    /// <summary>Opens the weights of a folder, or a file.</summary>
    internal static SafeTensorsSource Open(string folderOrFile, string stem = "model") =>
        new(SafeTensorsCheckpoint.Open(folderOrFile, stem));

    /// <summary>Writes tensors as PyTorch's side expects them.</summary>
    internal static void Write(string path, IEnumerable<(string Key, Tensor Tensor)> tensors) => SafeTensorsWriter.Save(
        path, tensors.Select(t => Item(t.Key, t.Tensor)), new Dictionary<string, string> { ["format"] = "pt" });

    public Tensor Read(string name)
    {
        var entry = checkpoint.Entry(name);
        var type = s_types.TryGetValue(entry.Dtype, out var known)
            ? known
            : throw new NotSupportedException($"{Origin}: the tensor '{name}' has dtype {entry.Dtype}, which cannot be computed with here.");
        var result = empty(entry.Shape, type);
        checkpoint.FileOf(name).Bytes(name).CopyTo(result.bytes);
        return result;
    }

    public void Dispose() => checkpoint.Dispose();

    private static SafeTensorsItem Item(string name, Tensor tensor)
    {
        var dtype = s_types.First(t => t.Value == tensor.dtype).Key;
        return new(name, dtype, tensor.shape, stream =>
        {
            using var plain = tensor.detach().cpu().contiguous();
            stream.Write(plain.bytes);
        });
    }
}
