using PeftWorkbook.Hub;
using PeftWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Mixture;

/// <summary>
/// X-LoRA on a model. PEFT's file of it is empty, so that what was trained is lost; here the classifier is saved in a file beside it, and
/// the experts below it.
/// </summary>
public sealed class XLoraAttachment : LayerAttachment
{
    private const string ClassifierFile = "xlora_classifier";

    private readonly XLoraConfig _config;
    private readonly XLoraClassifier _classifier;
    private bool _isKnown = true;

    internal XLoraAttachment(PeftModel model, string adapter, XLoraConfig config, long seed) : base(model, adapter, config, seed)
    {
        (_config, _classifier) = (config, (XLoraClassifier)Share!);
        foreach (var expert in config.Experts)
        {
            expert.Restore(StateOf(expert));
        }

        foreach (var parameter in Adapters.SelectMany(a => a.parameters()))
        {
            parameter.requires_grad = false;
        }
    }

    private IEnumerable<XLoraAdapter> Adapters => Sites.Select(s => (XLoraAdapter)s.Adapter);

    /// <summary>
    /// The scalings of an input's tokens, <c>[batch, seq, layers, experts]</c>, before the best are chosen; the
    /// caller's.
    /// </summary>
    /// <param name="input">The model's input.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="InvalidOperationException">The classifier is not known.</exception>
    internal Tensor Scalings(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        using var scope = NewDisposeScope();
        return _classifier.Classify(FirstPass(input, model)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        CheckKnown();
        if (input.Cache is not null)
        {
            throw new NotSupportedException(
                "X-LoRA runs the model twice for every token, " +
                "which a cache of keys and values cannot follow: do without.");
        }

        using var scalings = Scalings(input, model);
        _classifier.Scalings = scalings;
        try
        {
            return base.Run(input, model);
        }
        finally
        {
            _classifier.Scalings = null;
        }
    }

    /// <inheritdoc/>
    protected internal override void SaveBeside(string folder)
    {
        var metadata = new Dictionary<string, string> { ["format"] = "pt" };
        SafeTensors.Save(
            Path.Combine(folder, ClassifierFile + ".safetensors"),
            ClassifierState.Select(s => KeyValuePair.Create(s.Key, s.Tensor)),
            metadata);
        foreach (var expert in _config.Experts)
        {
            var place = Path.Combine(folder, XLoraExpert.SavedFolder, PeftModel.SafeName(expert.Name));
            Directory.CreateDirectory(place);
            File.WriteAllText(Path.Combine(place, "adapter_config.json"), (expert.Config with { InferenceMode = true }).ToJson());
            SafeTensors.Save(
                Path.Combine(place, "adapter_model.safetensors"),
                StateOf(expert).Select(s => KeyValuePair.Create(s.Key, s.Tensor)),
                metadata);
        }
    }

    /// <inheritdoc/>
    protected internal override void LoadBeside(string folder)
    {
        using var _ = no_grad();
        if (!File.Exists(Path.Combine(folder, ClassifierFile + ".safetensors")))
        {
            _isKnown = false;
            foreach (var (_, tensor) in ClassifierState)
            {
                tensor.fill_(double.NaN);
            }

            return;
        }

        using var tensors = SafeTensorsCheckpoint.Open(folder, ClassifierFile);
        foreach (var (key, target) in ClassifierState)
        {
            if (!tensors.Shapes.TryGetValue(key, out var shape) || !shape.SequenceEqual(target.shape))
            {
                throw new InvalidDataException(
                    $"{tensors.Origin} has no {key} of [{string.Join(", ", target.shape)}], " +
                    "which X-LoRA's settings ask for.");
            }

            using var value = tensors.Read(key);
            target.copy_(value);
        }
    }

    private IEnumerable<(string Key, Tensor Tensor)> ClassifierState => _classifier.State.Select(s => ("base_model." + s.Suffix, s.Tensor));

    private IEnumerable<(string Key, Tensor Tensor)> StateOf(XLoraExpert expert) => Adapters.SelectMany(a => a.StateOf(expert));

    // [batch, seq, dim], without gradients: only the classifier learns from the first pass.
    private Tensor FirstPass(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        _classifier.IsSilent = _config.FirstPassScaling == 0;
        _classifier.Scalings = Constant(input);
        try
        {
            var output = model(input with { Labels = null, NeedsAllPositions = true, WithHiddenStates = true });
            var hidden = output.LastHiddenState ?? output.HiddenStates?[^1];
            return hidden?.MoveToOuterDisposeScope()
                ?? throw new NotSupportedException("X-LoRA needs the model's last hidden states, which this one does not give.");
        }
        finally
        {
            (_classifier.IsSilent, _classifier.Scalings) = (false, null);
        }
    }

    private Tensor? Constant(ModelInput input)
    {
        if (_config.FirstPassScaling == 0)
        {
            return null;
        }

        var shape = (input.InputIds ?? input.InputsEmbeds
            ?? throw new NotSupportedException("X-LoRA scales tokens: give ids or embeddings.")).shape;
        return full([shape[0], shape[1], Sites.Count, _config.Experts.Count], _config.FirstPassScaling, ScalarType.Float32, input.Device);
    }

    private void CheckKnown()
    {
        if (!_isKnown && ClassifierState.Any(s => s.Tensor.isnan().any().ToBoolean()))
        {
            throw new InvalidOperationException(
                $"'{Name}' has no classifier: PEFT saves none with X-LoRA. " +
                $"Put {ClassifierFile}.safetensors beside the adapter, or train it anew.");
        }

        _isKnown = true;
    }
}
