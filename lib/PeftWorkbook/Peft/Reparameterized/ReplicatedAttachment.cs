namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// LoRA on a model that is made deeper by repeating layers. While the adapter is active the model has the longer list
/// of layers; the
/// copies share the base's weights, and each has adapters of its own.
/// </summary>
internal sealed class ReplicatedAttachment : LayerAttachment
{
    private readonly LayerStack _stack;

    internal ReplicatedAttachment(
        PeftModel model, string adapter, LayerPeftConfig config, IReadOnlyList<IReadOnlyList<int>> ranges, long seed)
        : this(model, adapter, config, LayerStack.Grow(model.Model, ranges), seed)
    {
    }

    private ReplicatedAttachment(PeftModel model, string adapter, LayerPeftConfig config, LayerStack stack, long seed)
        : base(model, adapter, config, seed)
    {
        _stack = stack;
        _stack.Show(false);
    }

    /// <inheritdoc/>
    protected internal override void Activate()
    {
        _stack.Show(true);
        base.Activate();
    }

    /// <inheritdoc/>
    protected internal override void Deactivate()
    {
        base.Deactivate();
        _stack.Show(false);
    }

    /// <inheritdoc/>
    protected internal override void Remove()
    {
        _stack.Show(false);
        base.Remove();
    }
}
