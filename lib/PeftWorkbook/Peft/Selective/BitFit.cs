using System.Text.Json.Serialization;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// BitFit (arXiv 2106.10199): the model's own biases are trained, or some of them, with the head that
/// <c>modules_to_save</c> names. It
/// trains the sum of the layers' output widths, and those of the norms.
/// </summary>
[PeftMethod("BITFIT", ArXiv = "2106.10199")]
public sealed record BitFitConfig : HeadedPeftConfig
{
    /// <summary>
    /// Parts of names: a parameter is trained whose name has one of them in it, as <c>query.bias</c>. Null takes every
    /// bias.
    /// </summary>
    [JsonPropertyName("bias_terms")]
    public IReadOnlyList<string>? Terms { get; init; }

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) =>
        new ParameterAttachment(model, adapter, this, Takes);

    private bool Takes(string name) => SavedModule.Takes(name, ModulesToSave ?? [])
        || (Terms is null
            ? name.EndsWith(".bias", StringComparison.Ordinal)
            : Terms.Any(t => name.Contains(t, StringComparison.Ordinal)));
}
