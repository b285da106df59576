using System.Text.Json.Serialization;

namespace PeftWorkbook.Peft.Selective;

/// <summary>The settings that methods share which train parameters whole: which ones those are.</summary>
public abstract record WholeConfig : HeadedPeftConfig
{
    /// <summary>The modules whose parameters are trained, with all that lies in them; null takes the whole model.</summary>
    [JsonPropertyName("target_modules")]
    public ModuleNames? TargetModules { get; init; }

    /// <summary>Modules that are left out.</summary>
    [JsonPropertyName("exclude_modules")]
    public ModuleNames? ExcludeModules { get; init; }

    /// <inheritdoc/>
    protected internal override PeftConfig Completed() => TargetModules is null ? this : base.Completed();

    /// <summary>Whether a parameter, by its outer name, is trained.</summary>
    protected internal virtual bool Takes(string name) => SavedModule.Takes(name, ModulesToSave ?? [])
        || ((TargetModules is null || WholeModules.Holds(TargetModules, name))
            && (ExcludeModules is null || !WholeModules.Holds(ExcludeModules, name)));

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) =>
        new ParameterAttachment(model, adapter, this, Takes);
}

/// <summary>
/// Full fine-tuning: every parameter is trained, or every one of some modules. As an adapter it can be switched,
/// disabled and saved like
/// any other; the file holds the trained parameters.
/// </summary>
[PeftMethod("FULL")]
public sealed record FullConfig : WholeConfig;

/// <summary>Names of modules that are trained whole.</summary>
internal static class WholeModules
{
    /// <summary>Whether a parameter lies in a module that is meant.</summary>
    internal static bool Holds(ModuleNames modules, string parameter)
    {
        for (var dot = parameter.LastIndexOf('.'); dot > 0; dot = parameter.LastIndexOf('.', dot - 1))
        {
            if (modules.Matches(parameter[..dot]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The number of the transformer layer that a parameter lies in; null where it lies in none.</summary>
    internal static int? LayerOf(string parameter)
    {
        var number = parameter.Split('.').FirstOrDefault(p => p.Length > 0 && p.All(char.IsAsciiDigit));
        return number is null ? null : int.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
    }
}
