using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.AdapterHub;

/// <summary>The tensors of a file by other names.</summary>
internal sealed class RenamedTensors : ITensorSource
{
    private readonly ITensorSource _file;
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    /// <param name="file">The file; whoever opened it closes it.</param>
    /// <param name="rename">The new name of a tensor; null leaves it.</param>
    /// <param name="isLeftOut">Which tensors are not shown.</param>
    internal RenamedTensors(ITensorSource file, Func<string, string?> rename, Func<string, bool> isLeftOut)
    {
        _file = file;
        foreach (var name in file.Shapes.Keys.Where(n => !isLeftOut(n)))
        {
            var key = rename(name) ?? name;
            if (!_sources.TryAdd(key, name))
            {
                throw new InvalidDataException($"{file.Origin} holds {key} twice, as {_sources[key]} and {name}.");
            }
        }

        Shapes = _sources.ToDictionary(s => s.Key, s => file.Shapes[s.Value], StringComparer.Ordinal);
    }

    public string Origin => _file.Origin;

    public IReadOnlyDictionary<string, long[]> Shapes { get; }

    public Tensor Read(string name) => _file.Read(_sources[name]);

    public void Dispose()
    {
    }
}
