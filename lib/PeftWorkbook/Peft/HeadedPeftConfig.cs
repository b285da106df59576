using System.Text.Json.Serialization;

namespace PeftWorkbook.Peft;

/// <summary>The settings of methods that bring modules which are trained whole, a classifier's head above all.</summary>
public abstract record HeadedPeftConfig : PeftConfig
{
    /// <summary>Modules that are trained whole and saved with the adapter, such as a new classifier.</summary>
    [JsonPropertyName("modules_to_save")]
    public IReadOnlyList<string>? ModulesToSave { get; init; }

    /// <summary>
    /// The settings as they are used: a classifier's head is trained whole with every adapter, so <c>SEQ_CLS</c> and <c>TOKEN_CLS</c>
    /// add <c>classifier</c> and <c>score</c> to <see cref="ModulesToSave"/>.
    /// </summary>
    protected internal override PeftConfig Completed() => TaskType is "SEQ_CLS" or "TOKEN_CLS"
        ? this with { ModulesToSave = [.. (ModulesToSave ?? []).Union(["classifier", "score"])] }
        : this;
}
