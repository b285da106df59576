namespace PeftWorkbook.Survey;

/// <summary>How many parameters a method trains, as a function of the model's shape and of one setting.</summary>
/// <param name="Methods">The names of the method in the tables.</param>
/// <param name="Formula">The formula: D width, I feed-forward width, L layers, d and k output and input width of a linear layer.</param>
/// <param name="Symbol">The setting's letter in the formula; empty where the formula has none.</param>
/// <param name="Setting">Its value.</param>
/// <param name="Count">The formula, without the classifier.</param>
public sealed record SurveyRule(
    IReadOnlyList<string> Methods, string Formula, string Symbol, double Setting, Func<SurveyArchitecture, double, double> Count)
{
    /// <summary>Whether the trained classifier is in the count.</summary>
    public bool CountsHead { get; init; }

    /// <summary>
    /// Whether the setting is one that the method is ordinarily run with; otherwise it was looked for, so that the formula comes near to
    /// the printed numbers, or none is known.
    /// </summary>
    public bool IsStandard { get; init; }

    /// <summary>What is assumed where formula and print differ or the setting was looked for.</summary>
    public string Assumption { get; init; } = "";

    /// <summary>The trained parameters of a model, with the classifier where that is counted.</summary>
    public long Compute(SurveyArchitecture architecture) => Compute(architecture, Setting);

    /// <summary>The trained parameters with another setting.</summary>
    public long Compute(SurveyArchitecture architecture, double setting) =>
        (long)Math.Round(Count(architecture, setting)) + (CountsHead ? architecture.Head : 0);

    /// <summary>The setting with which the formula gives a count, not rounded; null where there is none.</summary>
    /// <param name="architecture">The model.</param>
    /// <param name="parameters">The count, without the classifier.</param>
    public double? Solve(SurveyArchitecture architecture, double parameters)
    {
        if (Symbol.Length == 0 || Count(architecture, 0) > parameters)
        {
            return null;
        }

        var (low, high) = (0.0, 1.0);
        while (Count(architecture, high) < parameters)
        {
            high *= 2;
        }

        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Count(architecture, middle) < parameters ? (middle, high) : (low, middle);
        }

        return high;
    }
}
