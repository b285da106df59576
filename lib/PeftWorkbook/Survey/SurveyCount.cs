using System.Globalization;

namespace PeftWorkbook.Survey;

/// <summary>A count of the survey beside what a rule gives for the real model.</summary>
/// <param name="Printed">The count as printed.</param>
/// <param name="Architecture">The model's shape.</param>
/// <param name="Rule">The rule.</param>
public sealed record SurveyCount(PrintedCount Printed, SurveyArchitecture Architecture, SurveyRule Rule)
{
    /// <summary>The model's name in the table.</summary>
    public string Model => Printed.Model;

    /// <summary>The method's name in the table.</summary>
    public string Method => Printed.Method;

    /// <summary>The trained parameters by the rule.</summary>
    public long Computed => Rule.Compute(Architecture);

    /// <summary>The formula with its setting.</summary>
    public string Formula => Rule.Symbol.Length == 0 ? Rule.Formula : $"{Rule.Formula}; {Rule.Symbol} = {Number(Rule.Setting)}";

    /// <summary>How the one leads to the other.</summary>
    public CountMatch Match => Printed.Compare(Computed);

    /// <summary>By which assumption they differ, or agree; empty where the ordinary rule gives the print.</summary>
    public string Note => Match == CountMatch.Exact && Rule.IsStandard ? "" : string.Join("; ", Remarks().Where(r => r.Length > 0));

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Model}, {Method}: {Computed:N0} by {Formula}; printed {Printed.Text}M{(Note.Length > 0 ? $" ({Note})" : "")}");

    private IEnumerable<string> Remarks()
    {
        yield return Match switch
        {
            CountMatch.CutOff => "the print is cut off, not rounded",
            CountMatch.RoundedUp => "the print is rounded up",
            _ => "",
        };
        yield return Rule.Assumption;
        if (Match != CountMatch.Differs)
        {
            yield break;
        }

        var printed = (double)(Printed.Millions * 1_000_000);
        yield return $"the print is {Number(printed / Computed)} times the formula's count";
        yield return Needed(printed, Rule.CountsHead ? "without the classifier counted" : "");
        yield return Architecture.Embeddings > 0 && Architecture.EmbeddingTables > 1 && (Rule.CountsHead || Rule.Symbol.Length > 0)
            ? Needed(printed - Architecture.Head, "with the classifier counted")
            : "";
    }

    private string Needed(double parameters, string when) => Rule.Solve(Architecture, parameters) is { } setting
        ? $"it needs {Rule.Symbol} = {Number(setting)} {when}".TrimEnd()
        : "";

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
