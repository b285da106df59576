using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

public sealed partial class PeftModel
{
    private const string WeightsFile = "adapter_model.safetensors";
    private const string InitialFile = "initial_adapter.safetensors";

    /// <summary>
    /// Puts a saved adapter on a model: <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>, as PEFT writes them, or
    /// <c>adapter.safetensors</c>, as AdapterHub's library does.
    /// </summary>
    /// <param name="model">The base model; it is changed in place.</param>
    /// <param name="folderOrId">The folder, or the name as <c>Hub.Resolve</c> finds it.</param>
    /// <param name="adapter">The adapter's name.</param>
    /// <param name="isTrainable">Whether it shall be trained on, which a saved adapter is not by itself.</param>
    /// <exception cref="InvalidDataException">The files are not an adapter, or not one for this model.</exception>
    public static PeftModel Load(Module model, string folderOrId, string adapter = "default", bool isTrainable = false)
    {
        var peft = new PeftModel(model);
        peft.LoadAdapter(folderOrId, adapter, isTrainable);
        peft.SetAdapter(adapter);
        return peft;
    }

    /// <summary>Adds a saved adapter beside those that are there.</summary>
    /// <exception cref="InvalidDataException">The files are not an adapter, or not one for this model.</exception>
    public void LoadAdapter(string folderOrId, string adapter, bool isTrainable = false)
    {
        var folder = Hub.Hub.Resolve(folderOrId);
        var config = PeftConfig.Load(folder) with { InferenceMode = !isTrainable };
        using var scope = NewDisposeScope();
        var hub = AdapterHub.AdapterHubFolder.Find(folder);
        using var tensors = hub?.Open() ?? Hub.SafeTensorsCheckpoint.Open(folder, "adapter_model");
        FileShapes = tensors.Shapes;
        try
        {
            Attach(adapter, config, 0, null);
        }
        finally
        {
            FileShapes = null;
        }

        try
        {
            using var named = hub?.Translate(this, _adapters[adapter], tensors);
            Restore(_adapters[adapter], named ?? tensors);
            RestoreInitial(_adapters[adapter], folder);
            _adapters[adapter].LoadBeside(folder);
        }
        catch
        {
            DeleteAdapter(adapter);
            throw;
        }
    }

    /// <summary>
    /// Saves adapters as PEFT does: the one called <c>default</c>, or the only one named, in the folder itself, others in folders of
    /// their names below it.
    /// </summary>
    /// <param name="folder">The folder; it is made.</param>
    /// <param name="adapters">The adapters; none means all.</param>
    public void Save(string folder, params string[] adapters)
    {
        List<Attachment> chosen = [.. (adapters.Length > 0 ? adapters : [.. _adapters.Keys]).Select(Find)];
        foreach (var attachment in chosen)
        {
            var place = attachment.Name == "default" || chosen.Count == 1 ? folder : Path.Combine(folder, SafeName(attachment.Name));
            Directory.CreateDirectory(place);
            var config = attachment.Config with
            {
                InferenceMode = true,
                BaseModel = attachment.Config.BaseModel ?? (_model as Models.PretrainedModel)?.Id,
            };
            using var scope = NewDisposeScope();
            File.WriteAllText(Path.Combine(place, "adapter_config.json"), config.ToJson());
            Hub.SafeTensors.Save(
                Path.Combine(place, WeightsFile),
                attachment.Export().Select(s => KeyValuePair.Create(s.Key, s.Tensor)),
                new Dictionary<string, string> { ["format"] = "pt" });
            SaveInitial(attachment, Path.Combine(place, InitialFile));
            attachment.SaveBeside(place);
        }
    }

    private static void SaveInitial(Attachment attachment, string path)
    {
        var initial = attachment.Initial.Select(t => KeyValuePair.Create(t.Key, t.Tensor)).ToList();
        if (initial.Count > 0)
        {
            Hub.SafeTensors.Save(path, initial, new Dictionary<string, string> { ["format"] = "pt" });
        }
        else if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    // PEFT saves no start. One that follows from the weights alone is there already; one that came from data is not.
    private static void RestoreInitial(Attachment attachment, string folder)
    {
        if (File.Exists(Path.Combine(folder, InitialFile)))
        {
            using var _ = no_grad();
            using var tensors = Hub.SafeTensorsCheckpoint.Open(folder, "initial_adapter");
            foreach (var (key, target) in attachment.Initial)
            {
                if (!tensors.Shapes.TryGetValue(key, out var shape) || shape.Aggregate(1L, (a, b) => a * b) != target.numel())
                {
                    throw new InvalidDataException(
                        $"{tensors.Origin} has no {key} of {target.numel()} numbers, which this adapter started from.");
                }

                using var value = tensors.Read(key);
                target.copy_(value.view(target.shape));
            }
        }

        if (attachment.Initial.Any(t => t.Tensor.isnan().any().ToBoolean()))
        {
            throw new InvalidDataException(
                $"The adapter in '{folder}' took part of the base's weights by its start from data, and {InitialFile}, " +
                "which tells that part, is not beside it: save it with this library, or convert it to plain LoRA where it was trained.");
        }
    }

    private static void Restore(Attachment attachment, Models.ITensorSource tensors)
    {
        var wanted = attachment.Export().Where(s => !attachment.IsRedundant(s.Key)).ToDictionary(s => s.Key, s => s.Tensor.shape);
        var given = tensors.Shapes.Keys.Where(k => !attachment.IsRedundant(k)).ToList();
        List<string> faults =
        [
            .. wanted.Keys.Except(given).Order(StringComparer.Ordinal).Select(k => $"{k} is missing"),
            .. given.Except(wanted.Keys).Order(StringComparer.Ordinal).Select(k => $"{k} has no place"),
            .. from k in wanted.Keys.Intersect(given).Order(StringComparer.Ordinal)
               where !wanted[k].SequenceEqual(tensors.Shapes[k])
               select $"{k} is [{string.Join(", ", tensors.Shapes[k])}] and not [{string.Join(", ", wanted[k])}]",
        ];
        if (faults.Count > 0)
        {
            throw new InvalidDataException(
                $"{tensors.Origin} is not an adapter for this model, by {faults.Count} tensors: {string.Join("; ", faults)}.");
        }

        foreach (var key in wanted.Keys)
        {
            using var value = tensors.Read(key);
            attachment.Import(key, value);
        }
    }

    /// <summary>Whether a name can be a folder's.</summary>
    internal static bool IsSafeName(string adapter) =>
        adapter is not ("" or "." or "..") && adapter.IndexOfAny(Path.GetInvalidFileNameChars()) < 0;

    /// <summary>The name, if it can be a folder's.</summary>
    internal static string SafeName(string adapter) =>
        !IsSafeName(adapter)
            ? throw new ArgumentException($"'{adapter}' cannot be a folder's name; save it alone.")
            : adapter;
}
