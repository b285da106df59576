using PeftWorkbook.Attention;
using PeftWorkbook.Engine;
using PeftWorkbook.Models;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>Prefixes of several attentions, of some layers, or behind gates.</summary>
internal sealed class PrefixGroupsAttachment(
    PeftModel model, PretrainedModel body, string adapter, PrefixTuningConfig config, PrefixGroups groups)
    : PromptLearningAttachment(model, body, adapter, config, groups)
{
    private PrefixTuningConfig Options => (PrefixTuningConfig)Config;

    private bool Shifts => Options.ShiftsPositions ?? true;

    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        if (input.Prefix is not null)
        {
            throw new NotSupportedException($"'{Name}' cannot act beside another prefix: make one of them active.");
        }

        using var scope = NewDisposeScope();
        var isLater = input.Cache is { Length: > 0 };
        var layers = groups.Groups.ToDictionary(g => g.Word, g => isLater && g.Word == "self" ? Cached(g) : Of(g, input, scope));
        return model(input with
        {
            Prefix = new(layers.GetValueOrDefault("self") ?? [])
            {
                EncoderLayers = layers.GetValueOrDefault("encoder") ?? [],
                CrossLayers = layers.GetValueOrDefault("cross") ?? [],
                ShiftsPositions = Shifts,
                KeysCountPrefix = Options.KeysCountPrefix == true,
            },
            PositionIds = Shifts && input.PositionIds is { } places ? places + Settings.VirtualTokens : input.PositionIds,
            NeedsAllPositions = input.NeedsAllPositions || Options.Gate is not null,
        }).MoveToOuterDisposeScope();
    }

    private List<AttentionPrefix?> Cached(PrefixGroup group) => All(group, _ => new CachedPrefix(Settings.VirtualTokens));

    private List<AttentionPrefix?> Of(PrefixGroup group, ModelInput input, TorchSharp.DisposeScope scope)
    {
        var tokens = group.Table.call(null);
        tokens = groups.training && Options.Dropout is > 0 and var share ? F.dropout(tokens, share) : tokens;
        var parts = tokens.view(tokens.shape[0], 2 * group.Layers.Count, Settings.AttentionHeads!.Value, -1).permute(1, 2, 0, 3);
        var text = Options.GatesSeePadding == true || Body.Task == ModelTask.SequenceToSequence ? null : input.AttentionMask;
        return All(group, place =>
        {
            var (keys, values) = (parts[2 * place].unsqueeze(0), parts[(2 * place) + 1].unsqueeze(0));      // [1, heads, P, d]
            ActivationCheckpoint.Keep(scope, keys, values);
            return group.Gates.TryGetValue(group.Layers[place], out var gate)
                ? new GatedPrefix(keys, values, gate, Body.IsSequenceFirst ? 1 : 0, text)
                : new FixedPrefix(keys, values);
        });
    }

    // One for each layer, and none for those that are left out; takes the layer's place among those that are not.
    private static List<AttentionPrefix?> All(PrefixGroup group, Func<int, AttentionPrefix> make)
    {
        var all = new AttentionPrefix?[group.Layers[^1] + 1];
        for (var place = 0; place < group.Layers.Count; place++)
        {
            all[group.Layers[place]] = make(place);
        }

        return [.. all];
    }

    /// <summary>A prefix whose keys and values are multiplied by what a gate makes of the attention's input.</summary>
    private sealed class GatedPrefix(Tensor keys, Tensor values, SequenceGate gate, int batchAxis, Tensor? text) : AttentionPrefix
    {
        public override long Length => keys.shape[2];

        public override (Tensor Keys, Tensor Values) At(Tensor hidden)
        {
            var gates = gate.Of(hidden, batchAxis, text).reshape(hidden.shape[batchAxis], -1, 1, 1, 1);     // [batch, gates, 1, 1, 1]
            return (keys * gates.select(1, 0), values * gates.select(1, gates.shape[1] - 1));
        }
    }
}
