namespace PeftWorkbook.Peft.Selective;

/// <summary>Parameters of the model that are trained where they are, of which some have no gradient for a while.</summary>
public abstract class RestingAttachment : ParameterAttachment
{
    internal RestingAttachment(PeftModel model, string adapter, WholeConfig config) : base(model, adapter, config, config.Takes)
    {
    }

    /// <inheritdoc/>
    protected internal override bool HasResting => !Config.InferenceMode;

    /// <summary>Lets parameters rest, and wakes the others.</summary>
    /// <param name="rests">Which ones rest, by their outer names.</param>
    private protected void Rest(Func<string, bool> rests)
    {
        foreach (var (name, parameter) in Trainable)
        {
            var isAwake = HasResting && !rests(name);
            parameter.requires_grad = isAwake;
            if (!isAwake)
            {
                parameter.grad = null;      // a gradient of zeros is still a gradient to an optimiser
            }
        }
    }
}
