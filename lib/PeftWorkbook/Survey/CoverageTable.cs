using System.Globalization;
using System.Text;

namespace PeftWorkbook.Survey;

/// <summary>The page <c>docs/methods.md</c>, made from the registry, the catalogue and the survey's counts.</summary>
public static class CoverageTable
{
    private const string Opening = """
        # Methods

        This page is generated, and a test compares it with what the library has.
        *golden*: compared with values that Hugging Face PEFT, AdapterHub or the authors' code recorded. *equation*: tested by its equation
        and properties. *not yet*: not built. Formulas count the trained parameters of a linear layer with d outputs and k inputs, unless
        they say otherwise: D is the model's width, L its layers, r a rank, m a bottleneck, n a number of tokens.

        """;

    /// <summary>The page as Markdown.</summary>
    public static string Markdown()
    {
        var methods = Coverage.Methods();
        var text = new StringBuilder(Opening.ReplaceLineEndings("\n"));
        text.Append(CultureInfo.InvariantCulture, $"\n{methods.Count(m => m.IsRegistered)} of {methods.Count} methods are here.\n\n");
        text.Append("| method | family | paper | in HF PEFT | in AdapterHub | here | parameters | ");
        text.Append("known differences: where PEFT, AdapterHub or the authors are wrong |\n");
        text.Append("|---|---|---|---|---|---|---|---|\n");
        foreach (var m in methods)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {m.Name} | {m.Family} | {Paper(m)} | {Word(m.InPeft)} | {Word(m.InAdapterHub)} | {Here(m)} | " +
                $"{m.Parameters} | {m.Differences} |\n");
        }

        text.Append("\n## Parameter counts of the survey's Table 1\n\n").Append(SurveyCounts.Markdown(SurveyCounts.Table1()));
        text.Append("\n## Parameter counts of the survey's Table 2\n\n").Append(SurveyCounts.Markdown(SurveyCounts.Table2()));
        text.Append("\n## Further methods of the catalogue\n\nNone of them is here yet.\n\n");
        text.Append("| method | family | paper | parameters |\n|---|---|---|---|\n");
        foreach (var m in Coverage.Further())
        {
            text.Append(CultureInfo.InvariantCulture, $"| {m.Name} | {m.Family} | {Paper(m)} | {m.Parameters} |\n");
        }

        return text.ToString();
    }

    private static string Paper(CoveredMethod m) => m.ArXiv.Length == 0 ? "" : $"[{m.ArXiv}](https://arxiv.org/abs/{m.ArXiv})";

    private static string Here(CoveredMethod m) => !m.IsRegistered ? m.Here
        : m.Option.Length > 0 ? $"{m.Here}, `{m.Key}` with `{m.Option}`" : $"{m.Here}, `{m.Key}`";

    private static string Word(bool has) => has ? "yes" : "no";
}
