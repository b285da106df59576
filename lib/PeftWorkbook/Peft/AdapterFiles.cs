using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>Where adapters lie and how their tensors are read and written.</summary>
internal static class AdapterFiles
{
    internal static string Resolve(string folderOrId) => ModelFolder.Resolve(folderOrId);

    internal static ITensorSource Open(string path) => File.Exists(path)
        ? new SafeTensorsSource(path, [path])
        : throw new FileNotFoundException($"There is no {path}.", path);

    internal static void Write(string path, IEnumerable<(string Key, Tensor Tensor)> tensors) => SafeTensorsSource.Write(path, tensors);
}
