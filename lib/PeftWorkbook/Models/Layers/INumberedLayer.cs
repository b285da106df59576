namespace PeftWorkbook.Models.Layers;

/// <summary>A part of a layer that must know which layer it is, since it keeps something for each.</summary>
internal interface INumberedLayer
{
    /// <summary>The layer's number, from 0.</summary>
    int Index { get; set; }
}
