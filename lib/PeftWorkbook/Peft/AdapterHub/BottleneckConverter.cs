using System.Text.Json.Nodes;
using PeftWorkbook.Peft.Additive;

namespace PeftWorkbook.Peft.AdapterHub;

/// <summary>Bottlenecks of every kind, with their invertible blocks and shared parameters.</summary>
[AdapterHubArchitecture("")]
internal sealed class BottleneckConverter : AdapterHubConverter
{
    private const string NormBefore = "adapter_norm_before", Down = "adapter_down.";

    // The fields have AdapterHub's names already. Its gates average over padding, and its training reaches the Kronecker rules whatever
    // learn_phm says.
    internal override PeftConfig Convert(AdapterHubSettings settings)
    {
        var fields = (JsonObject)settings.Fields.DeepClone();
        fields["peft_type"] = PeftMethods.NameOf(typeof(BottleneckConfig));
        fields["gates_see_padding"] = true;
        fields["learn_phm"] = true;
        return PeftConfig.Parse(fields.ToJsonString(), settings.Origin);
    }

    internal override string? Key(AdapterHubAdapter adapter, string tensor)
    {
        var attachment = (BottleneckAttachment)adapter.Attachment;
        if (adapter.Behind(tensor, "shared_parameters") is { } shared)
        {
            return "base_model.shared_parameters." + shared;
        }

        foreach (var place in attachment.Places)
        {
            if (adapter.Behind(tensor, place.HubName) is { } own)
            {
                return $"base_model.model.{place.Name}.{Plain(own, HasNormBefore(adapter))}";
            }
        }

        const string Invertible = "invertible_adapters";
        return tensor.Split('.').Contains(Invertible) && adapter.Behind(tensor, PlaceOf(tensor, Invertible)) is { } net
            ? $"base_model.model.invertible_adapter.{net}"
            : null;
    }

    // A norm before the bottleneck is the first module of `adapter_down` as well, and the projection the second.
    internal override bool IsRepeated(AdapterHubAdapter adapter, string tensor) =>
        HasNormBefore(adapter) && tensor.Contains($".{Down}0.", StringComparison.Ordinal);

    private static bool HasNormBefore(AdapterHubAdapter adapter) => ((BottleneckConfig)adapter.Attachment.Config).HasNormBefore;

    // The projection and the activation behind it are a Sequential there.
    private static string Plain(string own, bool hasNormBefore)
    {
        if (!own.StartsWith(Down, StringComparison.Ordinal))
        {
            return own;
        }

        var rest = own[Down.Length..];
        var dot = rest.IndexOf('.');
        if (dot < 0)
        {
            return own;
        }

        return hasNormBefore && rest[..dot] == "0" ? NormBefore + rest[dot..] : Down + rest[(dot + 1)..];
    }

    private static string PlaceOf(string tensor, string module) =>
        tensor[..(tensor.IndexOf(module, StringComparison.Ordinal) + module.Length)];
}
