using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>Virtual tokens, with the module that makes them; derived classes put them into the model.</summary>
internal abstract class PromptLearningAttachment : ModelAttachment
{
    private const string EncoderPrefix = "prompt_encoder.";

    // Virtual tokens of a file whose network is not known. For inference they are the result; in training the network goes on from
    // them: its own first result is taken off.
    private Tensor? _held, _offset;

    private protected PromptLearningAttachment(
        PeftModel model, PretrainedModel body, string adapter, PromptConfig config, PromptEncoder encoder)
        : base(model, adapter, config, config.ModulesToSave, "base_model.")
    {
        (Body, Encoder) = (body, encoder);
        Own(EncoderPrefix, encoder, body.parameters().First());
        foreach (var (_, parameter) in encoder.named_parameters().Where(p => encoder.Fixed.Contains(p.name)))
        {
            parameter.requires_grad = false;
        }
    }

    /// <summary>The settings.</summary>
    internal PromptConfig Settings => (PromptConfig)Config;

    /// <summary>The model underneath.</summary>
    private protected PretrainedModel Body { get; }

    /// <summary>What makes the virtual tokens.</summary>
    internal PromptEncoder Encoder { get; }

    /// <inheritdoc/>
    protected override IEnumerable<AttachmentTensor> OwnState => Encoder.named_parameters().Select(p => new AttachmentTensor(
        EncoderPrefix + p.name, p.parameter, IsTrained: !Encoder.Fixed.Contains(p.name), IsSaved: false));

    /// <summary>The virtual tokens: <c>[rows, width]</c>, or <c>[batch, rows, width]</c> where they depend on the task.</summary>
    internal Tensor Tokens(Tensor? tasks)
    {
        if (_held is null)
        {
            return Encoder.call(tasks);
        }

        if (Config.InferenceMode)
        {
            return OnModel(_held);
        }

        var made = Encoder.call(tasks);
        return _offset is null ? made : made + OnModel(_offset);
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Key, Tensor Tensor)> Export()
    {
        using var _ = no_grad();
        IEnumerable<(string, Tensor)> own = _held is null ? Encoder.Export() : [(PromptEncoder.Result, Tokens(null))];
        return [.. own, .. SavedState.Select(s => (s.Key, s.Tensor))];
    }

    /// <inheritdoc/>
    protected internal override void Import(string key, Tensor value)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        if (key.StartsWith(EncoderPrefix, StringComparison.Ordinal))
        {
            base.Import(key, value);
            (_offset, var old) = (null, _offset);
            old?.Dispose();
        }
        else if (SavedState.FirstOrDefault(s => s.Key == key) is { } saved)
        {
            saved.Tensor.copy_(value);
        }
        else if (!Encoder.TryImport(key, value))
        {
            _held = value.clone().DetachFromDisposeScope();
            _offset = (OnModel(value) - Encoder.call(null)).DetachFromDisposeScope();
        }
    }

    /// <inheritdoc/>
    protected internal override void Remove()
    {
        base.Remove();
        _held?.Dispose();
        _offset?.Dispose();
    }

    private Tensor OnModel(Tensor x)
    {
        var like = Encoder.parameters().First();
        return x.to(like.dtype, like.device);
    }
}
