using System.Reflection;
using PeftWorkbook.Peft;

namespace PeftWorkbook.Survey;

/// <summary>A method and where it can be had.</summary>
/// <param name="Key">The name that it is or will be registered under, as <c>LORA</c>.</param>
/// <param name="Name">What the literature calls it.</param>
/// <param name="Family">The survey's family, the folder in <c>Peft/</c>.</param>
public sealed record CoveredMethod(string Key, string Name, string Family)
{
    /// <summary>The paper's arXiv id; empty where none is known.</summary>
    public string ArXiv { get; init; } = "";

    /// <summary>The field of the registered method that makes it this one; empty for a method of its own.</summary>
    public string Option { get; init; } = "";

    /// <summary>Whether Hugging Face PEFT has it.</summary>
    public bool InPeft { get; init; }

    /// <summary>Whether AdapterHub has it.</summary>
    public bool InAdapterHub { get; init; }

    /// <summary>Whether it is registered in this library.</summary>
    public bool IsRegistered { get; init; }

    /// <summary>Where recorded values are: <c>peft</c>, <c>survey</c> or <c>adapterhub</c>; empty where there are none.</summary>
    public string Recorded { get; init; } = "";

    /// <summary>The trained parameters, of a linear layer with d outputs and k inputs unless it says otherwise.</summary>
    public string Parameters { get; init; } = "";

    /// <summary>Where the other libraries are known to be wrong.</summary>
    public string Differences { get; init; } = "";

    /// <summary>How it stands here: compared with recorded values, with its equation only, or not yet built.</summary>
    public string Here => !IsRegistered ? "not yet" : Recorded.Length > 0 ? "golden" : "equation";
}

/// <summary>Which methods there are, and which of them this library has: the registry beside the survey's catalogue.</summary>
public static class Coverage
{
    private static readonly string[] s_families = ["Additive", "Prompt", "Selective", "Reparameterized", "Hybrid", "Mixture"];

    /// <summary>Methods with recorded values, those of the survey, all that are registered; by family and name.</summary>
    public static IReadOnlyList<CoveredMethod> Methods()
    {
        var registered = PeftMethods.Names.Where(IsOurs).ToDictionary(Plain);
        List<CoveredMethod> listed = [.. SurveyData.Rows("coverage.csv").Select(row => Listed(row, registered))];
        var known = listed.Where(m => m.Option.Length == 0).Select(m => Plain(m.Key)).ToHashSet(StringComparer.Ordinal);
        return Sorted(listed.Concat(registered.Where(r => !known.Contains(r.Key)).Select(r => Unlisted(r.Value))));
    }

    /// <summary>The catalogue's further methods, which have neither recorded values nor a place in the survey's tables.</summary>
    public static IReadOnlyList<CoveredMethod> Further()
    {
        var taken = Methods().SelectMany(m => new[] { Plain(m.Key), Plain(m.Name) }).ToHashSet(StringComparer.Ordinal);
        return Sorted(
            from row in SurveyData.Rows("catalogue.csv")
            where !taken.Contains(Plain(row["id"])) && !taken.Contains(Plain(row["name"]))
            select new CoveredMethod(row["id"], row["name"], row["family"])
            {
                ArXiv = row["arxiv_id"],
                Parameters = row["parameters"],
            });
    }

    private static CoveredMethod Listed(IReadOnlyDictionary<string, string> row, Dictionary<string, string> registered)
    {
        var ours = registered.GetValueOrDefault(Plain(row["peft_type"]));
        var paper = ours is null ? null : Attribute(ours)?.ArXiv;
        return new(ours ?? row["peft_type"], row["name"], row["family"])
        {
            Option = row["option"],
            ArXiv = row["option"].Length > 0 ? row["arxiv_id"] : paper ?? row["arxiv_id"],
            InPeft = row["hf_peft"] == "yes",
            InAdapterHub = row["adapterhub"] == "yes",
            IsRegistered = ours is not null,
            Recorded = row["recorded"],
            Parameters = row["parameters"],
            Differences = row["differences"],
        };
    }

    private static CoveredMethod Unlisted(string name)
    {
        var space = Type(name).Namespace ?? "";
        return new(name, name, s_families.FirstOrDefault(f => space.EndsWith(f, StringComparison.Ordinal)) ?? "Hybrid")
        {
            ArXiv = Attribute(name)?.ArXiv ?? "",
            IsRegistered = true,
        };
    }

    // Tests and notebooks may register methods of their own, which are not the library's.
    private static bool IsOurs(string name) => Type(name).Assembly == typeof(Coverage).Assembly;

    private static Type Type(string name) => PeftMethods.ConfigType(name, nameof(Coverage));

    private static PeftMethodAttribute? Attribute(string name) => Type(name).GetCustomAttribute<PeftMethodAttribute>();

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static IReadOnlyList<CoveredMethod> Sorted(IEnumerable<CoveredMethod> methods) =>
        [.. methods.OrderBy(m => Array.IndexOf(s_families, m.Family)).ThenBy(m => m.Name, StringComparer.OrdinalIgnoreCase)];
}
