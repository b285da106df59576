namespace PeftWorkbook.Peft;

public sealed partial class PeftModel
{
    /// <summary>
    /// Puts a saved adapter in the place of one that is there: it takes its name, its place in the order, whether it acts and whether it is
    /// trained. Method, ranks and layers may be others. If the files do not fit, the old adapter stays as it is.
    /// </summary>
    /// <param name="adapter">The adapter that goes.</param>
    /// <param name="folderOrId">The folder of the one that comes, or its name as <c>Hub.Resolve</c> finds it.</param>
    /// <exception cref="ArgumentException">There is no adapter of that name.</exception>
    /// <exception cref="InvalidDataException">The files are not an adapter, or not one for this model.</exception>
    public void HotSwap(string adapter, string folderOrId)
    {
        var isTrainable = !Find(adapter).Config.InferenceMode;
        var incoming = adapter + "_incoming";
        while (_adapters.ContainsKey(incoming))
        {
            incoming += "_";
        }

        List<string> order = [.. _adapters.Keys];
        string[] active = [.. Switch.Active];
        LoadAdapter(folderOrId, incoming, isTrainable);
        DeleteAdapter(adapter);
        Rename(incoming, adapter, order);
        SetAdapter(active);
    }

    private void Rename(string from, string to, List<string> order)
    {
        var attachment = Find(from);
        RemoveOwnModules(attachment);
        attachment.Rename(to);
        var all = _adapters.Values.ToDictionary(a => a.Name);
        _adapters.Clear();
        foreach (var name in order)
        {
            _adapters.Add(name, all[name]);
        }

        AddOwnModules(attachment);
    }
}
