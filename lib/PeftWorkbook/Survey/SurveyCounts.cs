using System.Globalization;
using System.Text;
using Microsoft.Data.Analysis;

namespace PeftWorkbook.Survey;

/// <summary>
/// The parameter counts of the survey's Tables 1 and 2, computed from the configurations of the real models.
/// <code>
/// foreach (var count in SurveyCounts.Table1()) Console.WriteLine(count);
/// SurveyCounts.Frame(SurveyCounts.Table2()).Display();
/// </code>
/// </summary>
public static class SurveyCounts
{
    /// <summary>Table 1: RoBERTa on GLUE, in the order of the survey.</summary>
    public static IReadOnlyList<SurveyCount> Table1() => Read("table1_glue.csv", SurveyRules.Glue);

    /// <summary>Table 2: language models on reasoning, in the order of the survey.</summary>
    public static IReadOnlyList<SurveyCount> Table2() => Read("table2_reasoning.csv", SurveyRules.Reasoning);

    /// <summary>The counts as a table for a notebook.</summary>
    public static DataFrame Frame(IReadOnlyList<SurveyCount> counts) => new(
        new StringDataFrameColumn("model", counts.Select(c => c.Model)),
        new StringDataFrameColumn("method", counts.Select(c => c.Method)),
        new StringDataFrameColumn("printed (M)", counts.Select(c => c.Printed.Text)),
        new PrimitiveDataFrameColumn<long>("computed", counts.Select(c => c.Computed)),
        new StringDataFrameColumn("match", counts.Select(c => c.Match.ToString())),
        new StringDataFrameColumn("formula", counts.Select(c => c.Formula)),
        new StringDataFrameColumn("note", counts.Select(c => c.Note)));

    /// <summary>The counts as Markdown.</summary>
    public static string Markdown(IEnumerable<SurveyCount> counts)
    {
        var text = new StringBuilder("| model | method | printed | computed | | formula | note |\n|---|---|--:|--:|---|---|---|\n");
        foreach (var c in counts)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {c.Model} | {c.Method} | {c.Printed.Text}M | {c.Computed:N0} | {Word(c.Match)} | {c.Formula} | {c.Note} |\n");
        }

        return text.ToString();
    }

    private static string Word(CountMatch match) => match switch
    {
        CountMatch.Exact => "equal",
        CountMatch.CutOff => "cut off",
        CountMatch.RoundedUp => "rounded up",
        _ => "differs",
    };

    private static IReadOnlyList<SurveyCount> Read(string file, IReadOnlyList<SurveyRule> rules) =>
    [
        .. from printed in SurveyData.Counts(file)
           let rule = rules.FirstOrDefault(r => r.Methods.Contains(printed.Method))
               ?? throw new InvalidDataException($"data/survey/{file} has a method '{printed.Method}' that no rule counts.")
           select new SurveyCount(printed, SurveyArchitecture.Named(printed.Model), rule),
    ];
}
