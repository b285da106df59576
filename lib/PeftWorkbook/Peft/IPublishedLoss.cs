namespace PeftWorkbook.Peft;

/// <summary>
/// An adapter that adds to the model's loss, and whose published code forgets to where the settings have no task type. Here it never
/// forgets, unless what was computed so shall be repeated.
/// </summary>
public interface IPublishedLoss
{
    /// <summary>Whether the loss is the published one.</summary>
    bool UsesPublishedLoss { get; set; }
}
