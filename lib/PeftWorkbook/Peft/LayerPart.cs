namespace PeftWorkbook.Peft;

/// <summary>A set of layers that an adapter sits on.</summary>
public sealed record LayerPart
{
    internal LayerPart(TargetSelection selection, Func<AdapterSite, LayerAdapter> create) => (Selection, Create) = (selection, create);

    /// <summary>The layers.</summary>
    internal TargetSelection Selection { get; }

    /// <summary>Makes the adapter of one of them.</summary>
    internal Func<AdapterSite, LayerAdapter> Create { get; }

    /// <summary>What stands between a layer's name and the rest of its keys in the file.</summary>
    internal string KeyPrefix { get; init; } = "";

    /// <summary>Whether its tensors are another part's, which is where they are counted, trained and saved.</summary>
    internal bool IsHidden { get; init; }
}
