using System.Text.Json;
using PeftWorkbook.Engine;
using static TorchSharp.torch;

namespace PeftWorkbook.Hub;

/// <summary>
/// The weights of a model folder: <c>model.safetensors</c>, or the shards that <c>model.safetensors.index.json</c> lists.
/// </summary>
public sealed class SafeTensorsCheckpoint : Models.ITensorSource
{
    private readonly Dictionary<string, SafeTensorsFile> _fileOf = new(StringComparer.Ordinal);
    private readonly List<SafeTensorsFile> _files = [];
    private readonly Dictionary<string, long[]> _shapes = new(StringComparer.Ordinal);

    private SafeTensorsCheckpoint(string origin) => Origin = origin;

    /// <summary>What errors call it: the file, or the index.</summary>
    public string Origin { get; }

    /// <summary>The files it was read from.</summary>
    public IReadOnlyList<SafeTensorsFile> Files => _files;

    /// <summary>The metadata of the first file.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _files[0].Metadata;

    /// <summary>The names and shapes of all tensors.</summary>
    public IReadOnlyDictionary<string, long[]> Shapes => _shapes;

    /// <summary>Opens the weights of a folder, or one safetensors file.</summary>
    /// <param name="folderOrFile">
    /// A folder that holds <paramref name="stem"/><c>.safetensors</c> or its index, or a file of either kind.
    /// </param>
    /// <param name="stem">The file's name without its ending: <c>model</c>, or <c>adapter_model</c>.</param>
    /// <exception cref="FileNotFoundException">There are no such weights; says so too where there is only a pickle.</exception>
    /// <exception cref="InvalidDataException">A file or the index is broken.</exception>
    public static SafeTensorsCheckpoint Open(string folderOrFile, string stem = "model")
    {
        var single = Directory.Exists(folderOrFile) ? Path.Combine(folderOrFile, stem + ".safetensors") : folderOrFile;
        var index = Directory.Exists(folderOrFile) ? single + ".index.json" : folderOrFile;
        var sharded = !File.Exists(single) || folderOrFile.EndsWith(".index.json", StringComparison.Ordinal);
        if (sharded && !File.Exists(index))
        {
            throw PickleGuard.Missing(folderOrFile, stem + ".safetensors");
        }

        var checkpoint = new SafeTensorsCheckpoint(sharded ? index : single);
        try
        {
            if (sharded)
            {
                checkpoint.OpenShards(index);
            }
            else
            {
                checkpoint.Add(single);
            }

            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>The file that holds a tensor.</summary>
    /// <exception cref="KeyNotFoundException">No file holds it.</exception>
    public SafeTensorsFile FileOf(string name) => _fileOf.TryGetValue(name, out var file)
        ? file
        : throw new KeyNotFoundException($"'{Origin}' holds no tensor '{name}'.");

    /// <summary>Where a tensor lies in its file.</summary>
    /// <exception cref="KeyNotFoundException">No file holds it.</exception>
    public SafeTensorsEntry Entry(string name) => FileOf(name).Entry(name);

    /// <summary>
    /// A tensor on the CPU in the file's dtype. It may show the file's mapped memory, which then stays mapped as long
    /// as it.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No file holds it.</exception>
    public Tensor Read(string name) => FileOf(name).Read(name);

    /// <summary>
    /// Puts a weight over the mapped file where it is on the CPU and of the file's dtype. The file must not be written in place while the
    /// model lives (one that replaces it is fine); writing to the weight changes a copy of the page.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No file holds it.</exception>
    public bool Adopt(string name, Tensor target) => MappedTensor.Adopt(target, FileOf(name), name);

    /// <summary>Copies a tensor into a weight, a portion at a time.</summary>
    /// <exception cref="KeyNotFoundException">No file holds it.</exception>
    public void ReadInto(string name, Tensor target) => MappedTensor.CopyInPortions(target, FileOf(name), name);

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(f => f.Dispose());

    private void OpenShards(string index)
    {
        var map = ReadIndex(index);
        var folder = Path.GetDirectoryName(Path.GetFullPath(index))!;
        var shards = map.Values.Distinct().Order(StringComparer.Ordinal).Select(s => SafePath.Inside(folder, s)).ToList();
        if (shards.Where(s => !File.Exists(s)).ToList() is { Count: > 0 } gone)
        {
            throw new InvalidDataException(
                $"'{index}' lists {gone.Count} files that are not there: " +
                $"{string.Join(", ", gone.Take(20).Select(Path.GetFileName))}.");
        }

        shards.ForEach(Add);

        var absent = map.Keys.Where(n => !_fileOf.TryGetValue(n, out var f) || Path.GetFileName(f.Path) != map[n]).ToList();
        if (absent.Count > 0)
        {
            throw new InvalidDataException(
                $"'{index}' lists {absent.Count} tensors that the named shards lack: " +
                $"{string.Join(", ", absent.Take(20))}.");
        }
    }

    private void Add(string path)
    {
        var file = SafeTensorsFile.Open(path);
        _files.Add(file);
        foreach (var (name, entry) in file.Entries)
        {
            _shapes[name] = entry.Shape;
            if (!_fileOf.TryAdd(name, file))
            {
                throw new InvalidDataException($"Tensor '{name}' is in '{_fileOf[name].Path}' and in '{path}'.");
            }
        }
    }

    private static Dictionary<string, string> ReadIndex(string index)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(index));
            var map = json.RootElement.GetProperty("weight_map").EnumerateObject().ToList();
            return map.ToDictionary(p => p.Name, p => p.Value.GetString() ?? throw new InvalidDataException(), StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
            or ArgumentException or InvalidDataException)
        {
            throw new InvalidDataException(
                $"'{index}' is no index of safetensors: it needs a weight_map from tensor names to file names.", e);
        }
    }
}
