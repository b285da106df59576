using System.Text.RegularExpressions;
using PeftWorkbook.Engine;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>Runs the small decoder first, lets its state follow the base's blocks, and adds its loss.</summary>
internal sealed partial class ShadowAttachment : ModelAttachment
{
    private readonly PretrainedModel _body;
    private readonly nn.Module<ModelInput, ModelOutput> _backbone;
    private readonly Dense? _projection, _head;
    private readonly Dictionary<int, ShadowBlock> _blocks = [];
    private readonly bool _shares;

    internal ShadowAttachment(
        PeftModel model, PretrainedModel body, string adapter, ShadowConfig config, IReadOnlyDictionary<string, int> blocks, long seed)
        : base(model, adapter, config, config.ModulesToSave, "base_model.model.")
    {
        _body = body;
        using var generator = new Generator((ulong)seed);
        var mirror = config.Mirror(body.Config);
        var (dim, width) = (Width(body.Config), Width(mirror));
        _shares = config.SharesEmbeddings && width == dim;
        _backbone = Backbone(mirror, hasEmbeddings: !_shares);
        SeededStart.Transformer(_backbone, generator, mirror.Double("initializer_range", 0.02));
        var like = body.parameters().First();
        Own("base_model.shadow_backbone.", _backbone, like);
        if (width != dim)
        {
            _projection = new(width, dim, hasBias: false);
            SeededStart.Linears(_projection, generator);
            Own("base_model.shadow_projection.", _projection, like);
        }

        if (body.Task == ModelTask.SequenceClassification)
        {
            _head = CopyOfHead();
            Own("base_model.shadow_head.", _head, like);
        }

        foreach (var (name, number) in blocks)
        {
            _blocks[number] = new(dim, config, generator);
            Own($"base_model.model.{name}.", _blocks[number], like);
        }
    }

    private ShadowConfig Settings => (ShadowConfig)Config;


    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        using var scope = NewDisposeScope();
        var start = Start(input);                                                    // [batch, seq, dim]
        var shadow = start;
        var output = model(input with { AroundBlock = Around });
        var loss = output.Loss is { } task && OwnLoss(start, input) is { } own ? task + (own * Settings.AuxiliaryWeight) : output.Loss;
        return (output with { Loss = loss }).MoveToOuterDisposeScope();

        Tensor Around(int number, Tensor x, Func<Tensor, Tensor> block)
        {
            if (!_blocks.TryGetValue(number, out var follower))
            {
                return input.Block(number, x, block);
            }

            var h = input.Block(number, follower.Inject(x, shadow), block);
            shadow = follower.Follow(h, shadow);
            return h;
        }
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Key, Tensor Tensor)> Export() =>
        State.Select(s => (Shadows().Replace(s.Key, "$1.default."), s.Tensor));

    /// <inheritdoc/>
    protected internal override void Import(string key, Tensor value) =>
        base.Import(key.Replace(".default.", ".", StringComparison.Ordinal), value);

    private static PretrainedModel Backbone(ModelConfig config, bool hasEmbeddings) => config.ModelType switch
    {
        "llama" or "qwen2" => new LlamaModel(config, hasEmbeddings),
        "gpt2" => new Gpt2Model(config),
        _ => throw new NotSupportedException($"A shadow follows the blocks of Llama, Qwen2 and GPT-2, and not of '{config.ModelType}'."),
    };

    private Tensor Start(ModelInput input)
    {
        var words = input.InputsEmbeds ?? (_shares ? _body.WordTable.call(input.InputIds!) : null);
        var state = _backbone.call(new ModelInput(words is null ? input.InputIds : null)
        {
            InputsEmbeds = words,
            AttentionMask = input.AttentionMask,
            PositionIds = input.PositionIds,
            Cache = input.Cache?.Companion(this),
        }).LastHiddenState!;

        // The blocks and the loss both go on from it: where layers are checkpointed it must be one of their ends.
        return ActivationCheckpoint.Run(h => _projection?.call(h) ?? h.alias(), state);
    }

    // What the small decoder says alone, through the base's vocabulary head or a classifier of its own.
    private Tensor? OwnLoss(Tensor start, ModelInput input)
    {
        if (input.Labels is not { } labels || Settings.AuxiliaryWeight <= 0)
        {
            return null;
        }

        if (_head is null)
        {
            return Losses.NextToken(BaseHead().call(start), labels);
        }

        var last = input.AttentionMask is { } mask
            ? (mask.sum(1) - 1).clamp(min: 0)
            : full([start.shape[0]], start.shape[1] - 1, ScalarType.Int64, start.device);
        var pooled = start.index(arange(start.shape[0], ScalarType.Int64, start.device), last);
        return F.cross_entropy(_head.call(pooled), labels);
    }

    private nn.Module<Tensor, Tensor> BaseHead() =>
        (nn.Module<Tensor, Tensor>)_body.named_children().First(c => c.name == _body.OutputHeads[0]).module;

    private Dense CopyOfHead()
    {
        var head = BaseHead();
        var view = (head as AdaptedLayer)?.View ?? BaseLayers.Of(head)
            ?? throw new NotSupportedException($"{head.GetName()} is no linear classifier, which a shadow needs.");
        var copy = new Dense(view.InFeatures, view.OutFeatures, view.Bias is not null);
        using var _ = no_grad();
        copy.Weight.copy_(view.Weight);
        copy.Bias?.copy_(view.Bias!);
        return copy;
    }

    private static long Width(ModelConfig config) => config.Long(config.Has("n_embd") ? "n_embd" : "hidden_size");

    [GeneratedRegex(@"(\.shadow_(?:down|up|update_transform|update_gate|backbone|projection|head))\.")]
    private static partial Regex Shadows();
}
