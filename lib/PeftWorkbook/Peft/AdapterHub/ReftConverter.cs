using System.Text.Json.Nodes;

namespace PeftWorkbook.Peft.AdapterHub;

/// <summary>
/// LoReFT, NoReFT and DiReFT. AdapterHub does not save what parts the last two (<c>subtract_projection</c>), and
/// reloads both as NoReFT; a file that says it is read as it says.
/// </summary>
[AdapterHubArchitecture("reft")]
internal sealed class ReftConverter : AdapterHubConverter
{
    private static readonly (string Theirs, string Ours)[] s_names =
    [
        ("projection.parametrizations.weight.0.base", "projection.base"),
        ("projection.parametrizations.weight.original", "projection.original"),
    ];

    internal override PeftConfig Convert(AdapterHubSettings settings)
    {
        var fields = new JsonObject { ["peft_type"] = "LOREFT" };
        string[] same = ["r", "prefix_positions", "suffix_positions", "tied_weights", "orthogonality", "non_linearity", "dropout"];
        foreach (var name in same.Where(n => settings.Fields[n] is not null))
        {
            fields[name] = settings.Fields[name]!.DeepClone();
        }

        fields["subtract_projection"] = settings.Value("subtract_projection", true);
        fields["layers_to_transform"] = settings.Fields["layers"] as JsonArray is { } layers ? layers.DeepClone() : null;
        fields["projection_base"] = settings.Value("orthogonality", true) ? true : null;
        return settings.Value("output_reft", true)
            ? PeftConfig.Parse(fields.ToJsonString(), settings.Origin)
            : throw new InvalidDataException($"{settings.Origin} has ReFT elsewhere than on the output of layers, which is not known.");
    }

    internal override string? Key(AdapterHubAdapter adapter, string tensor)
    {
        const string Place = ".reft_layer.refts";
        var at = tensor.IndexOf(Place, StringComparison.Ordinal);
        if (at < 0 || adapter.Behind(tensor, tensor[..at] + Place) is not { } own)
        {
            return null;
        }

        var ours = s_names.Aggregate(own, (name, n) => name.Replace(n.Theirs, n.Ours, StringComparison.Ordinal));
        var block = TransformerBlocks.Of(adapter.Model).FirstOrDefault(b => adapter.Bare(b) == adapter.Bare(tensor[..at]));
        return block is null ? null : $"base_model.model.{block}.reft.{ours}";
    }
}
