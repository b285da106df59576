using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PeftWorkbook.Models;
using PeftWorkbook.Peft.Additive;
using PeftWorkbook.Peft.Reparameterized;

namespace PeftWorkbook.Peft.AdapterHub;

/// <summary>LoRA with its kin: DoRA, VeRA, DVoRA and (IA)³ are settings of one class there.</summary>
[AdapterHubArchitecture("lora")]
internal sealed partial class LoraConverter : AdapterHubConverter
{
    private const string Place = ".loras.", Shared = "shared_parameters.";

    // GPT-2's one matrix of queries, keys and values, and AdapterHub's letters in the order of its parts.
    private const string Fused = "c_attn", Letters = "qkv";

    private static readonly Dictionary<Type, (string Theirs, string Ours)[]> s_names = new()
    {
        [typeof(LoraConfig)] = [("lora_A", "lora_A.weight"), ("lora_B", "lora_B.weight"), ("m.weight", "lora_magnitude_vector")],
        [typeof(VeraConfig)] = [("vera_B", "vera_matrix_b"), ("vera_D", "vera_matrix_d"), ("m.weight", "vera_magnitude_vector")],
        [typeof(Ia3Config)] = [("lora_B", "ia3_l")],
    };

    internal override PeftConfig Convert(AdapterHubSettings settings)
    {
        var fields = settings.Text("composition_mode") == "scale" ? Scaling(settings)
            : settings.Fields["vera_d"] is not null ? Vera(settings)
            : Lora(settings);
        fields["target_modules"] = new JsonArray([.. Modules(settings).Select(m => (JsonNode)m)]);
        return PeftConfig.Parse(fields.ToJsonString(), settings.Origin);
    }

    internal override string? Key(AdapterHubAdapter adapter, string tensor)
    {
        var attachment = (LayerAttachment)adapter.Attachment;
        if (attachment.Config is VeraConfig && tensor.Contains(Shared, StringComparison.Ordinal))
        {
            return $"base_model.vera_{tensor[^1]}";
        }

        foreach (var (site, _, _) in attachment.Sites)
        {
            if (adapter.Behind(tensor, site.Module + Place.TrimEnd('.')) is { } own)
            {
                var ours = s_names[attachment.Config.GetType()].FirstOrDefault(n => n.Theirs == own).Ours;
                return $"base_model.model.{site.Module}.{ours ?? own}";
            }
        }

        return null;
    }

    internal override ITensorSource Tensors(AdapterHubAdapter adapter, ITensorSource file) =>
        new FittedTensors(base.Tensors(adapter, file), adapter.Attachment);

    private static JsonObject Lora(AdapterHubSettings settings)
    {
        var isDora = settings.Value("use_dora", false);
        return new()
        {
            ["peft_type"] = "LORA",
            ["r"] = settings.Value("r", 8),
            ["lora_alpha"] = Alpha(settings),
            ["lora_dropout"] = settings.Value("dropout", 0.0),
            ["init_lora_weights"] = settings.Text("init_weights") == "bert" ? "bert" : true,
            ["use_dora"] = isDora,
            ["dora_variant"] = isDora ? "adapterhub" : null,
            ["lora_parts"] = Parts(settings),
            ["use_gating"] = Gating(settings),
            ["gates_see_padding"] = Gating(settings),
        };
    }

    private static JsonObject Vera(AdapterHubSettings settings) => new()
    {
        ["peft_type"] = "VERA",
        ["r"] = settings.Value("r", 8),
        ["d_initial"] = settings.Value("vera_d", 0.1),
        ["vera_dropout"] = settings.Value("dropout", 0.0),
        ["vera_matrices"] = new JsonObject
        {
            ["alpha"] = Alpha(settings),
            ["b_initial"] = settings.Value("vera_b", 0.0),
            ["use_gating"] = settings.Value("use_gating", false),
            ["use_dora"] = settings.Value("use_dora", false),
        },
    };

    private static JsonObject Scaling(AdapterHubSettings settings)
    {
        var (rank, alpha, parts) = (settings.Value("r", 1), Alpha(settings), Parts(settings));
        return rank == 1
            ? new()
            {
                ["peft_type"] = "IA3",
                ["feedforward_modules"] = new JsonArray(),
                ["scaling"] = alpha == 1 ? null : alpha,
                ["ia3_parts"] = parts,
                ["scales_other_parts"] = alpha == 1 || parts is null ? null : true,
                ["use_gating"] = Gating(settings),
                ["gates_see_padding"] = Gating(settings),
            }
            : throw new InvalidDataException($"{settings.Origin} scales outputs with a rank of {rank}; (IA)³ has 1.");
    }

    private static bool? Gating(AdapterHubSettings settings) => settings.Value("use_gating", false) ? true : null;

    // What versions before 1.1 saved was computed without alpha / r.
    private static double Alpha(AdapterHubSettings settings) => settings.Version < new Version(1, 1)
        ? settings.Value("r", 8)
        : settings.Value("alpha", 8.0);

    private static JsonObject? Parts(AdapterHubSettings settings)
    {
        if (!Modules(settings).Any(m => m.EndsWith("." + Fused, StringComparison.Ordinal)))
        {
            return null;
        }

        var matrices = (settings.Fields["attn_matrices"] as JsonArray ?? []).Select(m => m?.ToString()).ToList();
        return new() { [Fused] = new JsonArray([.. Letters.Select(l => (JsonNode)matrices.Contains($"{l}"))]) };
    }

    // The adapted modules, as the names of the file's tensors have them; what stands before the list of layers differs
    // by heads.
    private static List<string> Modules(AdapterHubSettings settings)
    {
        List<string> modules =
        [
            .. settings.Tensors.Value.Select(t => (Name: t, End: t.IndexOf($"{Place}{settings.Name}.", StringComparison.Ordinal)))
                .Where(t => t.End > 0)
                .Select(t => t.Name[..t.End])
                .Select(m => InLayers().Match(m) is { Success: true } match ? match.Value : m)
                .Distinct().Order(StringComparer.Ordinal),
        ];
        return modules.Count > 0
            ? modules
            : throw new InvalidDataException($"{settings.Origin} sits on no layer: its file has no {Place.Trim('.')}.");
    }

    [GeneratedRegex(@"(?:(?:encoder|decoder)\.)?[A-Za-z_]+\.\d+\..*$", RegexOptions.CultureInvariant)]
    private static partial Regex InLayers();
}
