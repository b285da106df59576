using PeftWorkbook.Peft.Reparameterized;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Mixture;

/// <summary>A LoRA adapter that X-LoRA mixes.</summary>
/// <param name="Name">Its name among the experts.</param>
/// <param name="Folder">Where it was found.</param>
/// <param name="Config">Its settings.</param>
/// <param name="Layers">Its layers on the model.</param>
internal sealed record XLoraExpert(string Name, string Folder, LoraConfig Config, TargetSelection Layers)
{
    private const string ConfigFile = "adapter_config.json";

    /// <summary>The folder, below an X-LoRA adapter's own, that its experts are saved to.</summary>
    internal const string SavedFolder = "experts";

    /// <summary>Finds an expert's folder, and the layers that it is for.</summary>
    /// <exception cref="ArgumentException">It is not plain LoRA, or trains more than its matrices.</exception>
    internal static XLoraExpert Find(PeftModel model, XLoraConfig mixture, string name, string given)
    {
        var folder = Resolve(mixture.Folder, name, given);
        if (PeftConfig.Load(folder) is not LoraConfig { UseDora: false, Bias: "none", TrainableTokenIndices: null } config
            || config.ModulesToSave is { Count: > 0 })
        {
            throw new ArgumentException(
                $"The expert '{name}' in '{folder}' cannot be mixed: " +
                "X-LoRA takes LoRA adapters without DoRA, trained biases, tokens or whole modules.");
        }

        using var tensors = Hub.SafeTensorsCheckpoint.Open(folder, "adapter_model");
        var filled = (LoraConfig)config.For(model.Model);
        return new(name, folder, filled, TargetSelection.Find(model.Model, filled, [.. tensors.Shapes.Keys]));
    }

    /// <summary>Puts the saved tensors into the expert's adapters.</summary>
    /// <exception cref="InvalidDataException">The file is not one for these layers.</exception>
    internal void Restore(IEnumerable<(string Key, Tensor Tensor)> state)
    {
        using var _ = no_grad();
        using var tensors = Hub.SafeTensorsCheckpoint.Open(Folder, "adapter_model");
        foreach (var (key, target) in state)
        {
            if (!tensors.Shapes.TryGetValue(key, out var shape) || !shape.SequenceEqual(target.shape))
            {
                throw new InvalidDataException(
                    $"{tensors.Origin} has no {key} of [{string.Join(", ", target.shape)}]: " +
                    $"the expert '{Name}' is not one for this model.");
            }

            using var value = tensors.Read(key);
            target.copy_(value);
        }
    }

    // An adapter that this library saved has its experts with it. Otherwise a path means what it meant where the adapter was made.
    private static string Resolve(string? home, string name, string given)
    {
        if (given.Split('/', '\\').Contains(".."))
        {
            throw new ArgumentException(
                $"The expert '{name}' is said to be in '{given}': " +
                "a path that leads out of its folder is not followed.");
        }

        List<string> places = [];
        if (home is not null && PeftModel.IsSafeName(name))
        {
            places.Add(Path.Combine(home, SavedFolder, name));
        }

        places.Add(given);
        for (var folder = home is null ? null : Path.GetFullPath(home); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            places.Add(Path.Combine(folder, given));
        }

        return places.FirstOrDefault(p => File.Exists(Path.Combine(p, ConfigFile))) ?? Hub.Hub.Resolve(given);
    }
}
