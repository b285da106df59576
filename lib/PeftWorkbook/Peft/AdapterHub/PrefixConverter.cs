using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PeftWorkbook.Models;

namespace PeftWorkbook.Peft.AdapterHub;

/// <summary>Prefix tuning, of all attentions of a model, with its gates.</summary>
[AdapterHubArchitecture("prefix_tuning")]
internal sealed partial class PrefixConverter : AdapterHubConverter
{
    private const string Tables = "prefix_tuning.prefix_tunings", Gates = ".prefix_tuning.prefix_gates";


    internal override PeftConfig Convert(AdapterHubSettings settings)
    {
        var isFlat = settings.Value("flat", false);
        var gate = settings.Value("use_gating", false) ? settings.Value("shared_gating", true) ? "shared" : "separate" : null;
        List<string> words =
        [
            .. settings.Tensors.Value.Select(t => GroupOf(settings, t)).OfType<string>().Distinct().Order(StringComparer.Ordinal),
        ];
        var isPair = words.Exists(w => w != "self");
        if (isPair && settings.Fields["leave_out"] is JsonArray { Count: > 0 })
        {
            throw new InvalidDataException(
                $"{settings.Origin} leaves layers of an encoder-decoder out (leave_out), where AdapterHub drops their relative " +
                "positions: train it anew.");
        }

        var dropout = settings.Value("dropout", 0.0);
        return PeftConfig.Parse(new JsonObject
        {
            ["peft_type"] = "PREFIX_TUNING",
            ["num_virtual_tokens"] = settings.Value("prefix_length", 30),
            ["prefix_projection"] = !isFlat,
            ["encoder_hidden_size"] = isFlat ? null : settings.Value("bottleneck_size", 512),
            ["projection_dim"] = isFlat ? null : settings.HiddenSize,
            ["projection_activation"] = isFlat ? null : settings.Value("non_linearity", "tanh"),
            ["prefix_attentions"] = words.Count == 0 ? null : new JsonArray([.. words.Select(w => (JsonNode)w)]),
            ["shifts_positions"] = false,
            ["keys_count_prefix"] = isPair ? true : null,
            ["leave_out"] = settings.Fields["leave_out"] is JsonArray { Count: > 0 } layers ? layers.DeepClone() : null,
            ["prefix_gate"] = gate,
            ["prefix_dropout"] = dropout > 0 ? dropout : null,
            ["gates_see_padding"] = gate is null ? null : true,
        }.ToJsonString(), settings.Origin);
    }

    internal override string? Key(AdapterHubAdapter adapter, string tensor)
    {
        if (adapter.Behind(tensor, Tables) is { } own && GroupStart().Match(own) is { Success: true } match)
        {
            var rest = own[match.Length..];
            var ours = rest switch
            {
                "wte.weight" or "control_trans" => "embedding.weight",
                _ => rest.Replace("control_trans.", "transform.", StringComparison.Ordinal),
            };
            return $"prompt_encoder.{match.Groups[1].Value}.{ours}";
        }

        var at = tensor.IndexOf(Gates, StringComparison.Ordinal);
        return at >= 0 && adapter.Behind(tensor, tensor[..at] + Gates) is { } gate
            && LayerNumber().Match(tensor) is { Success: true } layer
            ? $"prompt_encoder.{Attention(adapter, tensor)}_gate_{layer.Groups[1].Value}.{gate}"
            : null;
    }

    internal override ITensorSource Tensors(AdapterHubAdapter adapter, ITensorSource file) =>
        new FittedTensors(base.Tensors(adapter, file), adapter.Attachment);

    // Every layer reaches the tables too, and a file may hold them under each.
    internal override bool IsRepeated(AdapterHubAdapter adapter, string tensor) =>
        tensor.Contains(".prefix_tuning.pool.", StringComparison.Ordinal);

    // Which attention's prefix a tensor is of; null where of none.
    private static string? GroupOf(AdapterHubSettings settings, string tensor)
    {
        var start = $"{Tables}.{settings.Name}.";
        var at = tensor.IndexOf(start, StringComparison.Ordinal);
        return at >= 0 && GroupStart().Match(tensor[(at + start.Length)..]) is { Success: true } match ? match.Groups[1].Value : null;
    }

    private static string Attention(AdapterHubAdapter adapter, string tensor) =>
        adapter.Model.Task != ModelTask.SequenceToSequence ? "self"
        : tensor.Contains(".EncDecAttention.", StringComparison.Ordinal) ? "cross"
        : adapter.Bare(tensor).StartsWith("encoder.", StringComparison.Ordinal) ? "encoder"
        : "self";

    [GeneratedRegex(@"^([a-z]+)(?:_prefix)?\.", RegexOptions.CultureInvariant)]
    private static partial Regex GroupStart();

    [GeneratedRegex(@"\.(\d+)\.", RegexOptions.CultureInvariant)]
    private static partial Regex LayerNumber();
}
