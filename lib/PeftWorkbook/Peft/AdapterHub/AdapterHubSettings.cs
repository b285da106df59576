using System.Text.Json.Nodes;

namespace PeftWorkbook.Peft.AdapterHub;

/// <summary>One configuration out of a file of AdapterHub's library.</summary>
/// <param name="Fields">The configuration itself, <c>config</c> in the file.</param>
/// <param name="Name">What the adapter is called in its tensors' names.</param>
/// <param name="ModelType">The family of the model that it was made for, as <c>bert</c>.</param>
/// <param name="Origin">What errors call the file.</param>
internal sealed record AdapterHubSettings(JsonObject Fields, string Name, string ModelType, string Origin)
{
    /// <summary>What kind of method it is, as <c>lora</c>; empty for bottlenecks, which AdapterHub does not name.</summary>
    internal string Architecture => Text("architecture") ?? "";

    /// <summary>A text, or null.</summary>
    internal string? Text(string field) =>
        Fields[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

/// <summary>An adapter of AdapterHub's on a model: what names of its tensors are looked up in.</summary>
/// <param name="Settings">What it was made from.</param>
/// <param name="Model">The base model.</param>
/// <param name="Attachment">What the settings became.</param>
internal sealed record AdapterHubAdapter(AdapterHubSettings Settings, Models.PretrainedModel Model, Attachment Attachment)
{
    /// <summary>A name without the part that only models with a head have before it (<c>bert.</c>).</summary>
    internal string Bare(string name)
    {
        var start = Model.BasePrefix + ".";
        return name.StartsWith(start, StringComparison.Ordinal) ? name[start.Length..] : name;
    }

    /// <summary>
    /// What follows in a tensor's name behind a place and the adapter's own name; null where it is not of that place.
    /// </summary>
    /// <param name="tensor">The tensor's name, as <c>bert.encoder.layer.0.output.adapters.NAME.adapter_up.bias</c>.</param>
    /// <param name="place">The place, as <c>bert.encoder.layer.0.output.adapters</c>; the family's prefix may be there or not.</param>
    internal string? Behind(string tensor, string place)
    {
        var start = $"{Bare(place)}.{Settings.Name}.";
        var name = Bare(tensor);
        return name.StartsWith(start, StringComparison.Ordinal) ? name[start.Length..] : null;
    }
}
