namespace PeftWorkbook.Peft;

/// <summary>
/// An adapter whose authors' code, and PEFT's, has a backward pass that is not the derivative of its forward pass. Here
/// it is the derivative, unless a training that was done with the other one shall be repeated.
/// </summary>
public interface IPublishedGradient
{
    /// <summary>Whether the gradients are the published ones. The outputs are the same.</summary>
    bool UsesPublishedGradient { get; set; }
}
