namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// What makes LoRA's update another one. An option is a file in <c>LoraOptions</c>: its settings under PEFT's names,
/// and an adapter derived
/// from <see cref="LoraAdapter"/>.
/// </summary>
internal interface ILoraOption
{
    /// <summary>What it is called.</summary>
    string Name { get; }

    /// <summary>Whether it fits a layer; most fit linear ones alone.</summary>
    bool Fits(BaseLayer layer) => layer.Kind == LayerKind.Linear;

    /// <summary>Makes the adapter of one layer; null leaves the layer to plain LoRA.</summary>
    LoraAdapter? Create(LoraPlace place, AdapterSite site);
}
