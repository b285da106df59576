using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

public sealed partial class PeftModel
{
    /// <summary>The adapters that are folded into the weights now.</summary>
    public IReadOnlyList<string> MergedAdapters => [.. Switch.Changed.SelectMany(l => l.Merged).Distinct()];

    /// <summary>
    /// Folds adapters into the weights, so that they cost nothing; by default the active ones. The original weights are kept, and
    /// <see cref="Unmerge"/> gives them back bit for bit.
    /// </summary>
    /// <exception cref="NotSupportedException">A method cannot be merged.</exception>
    public void Merge(params string[] adapters) => Merge(adapters, keepOriginal: true);

    /// <summary>Takes all merged adapters out of the weights again.</summary>
    public void Unmerge()
    {
        foreach (var layer in Switch.Changed.ToList())
        {
            layer.Unmerge();
        }
    }

    /// <summary>Folds adapters (by default the active ones) into the weights for good, and gives back the plain model.</summary>
    /// <exception cref="NotSupportedException">A method cannot be merged.</exception>
    public Module MergeAndUnload(params string[] adapters)
    {
        Unmerge();
        Merge(adapters, keepOriginal: false);
        return TakeOff();
    }

    /// <summary>Takes every adapter off and gives back the plain model, bit for bit as it was.</summary>
    public Module Unload()
    {
        Unmerge();
        SetAdapter();
        return TakeOff();
    }

    private void Merge(string[] adapters, bool keepOriginal)
    {
        List<string> names = [.. adapters.Length > 0 ? adapters : Switch.Active];
        names.ForEach(n => Find(n).CheckMerge());

        foreach (var (_, layer) in AdaptedLayers)
        {
            layer.Merge(names, keepOriginal);
        }
    }

    // Modules that were trained whole keep the values of the adapter that is active when this is called.
    private Module TakeOff()
    {
        foreach (var (name, layer) in AdaptedLayers.ToList())
        {
            ModuleTree.Replace(_model, name, layer.View.Module);
        }

        _adapters.Clear();
        Switch.Active = [];
        return _model;
    }
}
