using System.Globalization;
using System.Text;

namespace PeftWorkbook.Survey;

/// <summary>The survey's data, which travels inside the assembly (<c>data/survey</c> in the repository).</summary>
internal static class SurveyData
{
    /// <summary>The text of a file.</summary>
    public static string Text(string file)
    {
        using var stream = typeof(SurveyData).Assembly.GetManifestResourceStream($"survey/{file}")
            ?? throw new InvalidOperationException($"The assembly was built without data/survey/{file}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The rows of a CSV file: from the name of a column to the cell.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string file)
    {
        var lines = Text(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd('\r')).ToList();
        var names = Cells(lines[0]);
        return
        [
            .. from line in lines.Skip(1)
               let cells = Cells(line)
               select (IReadOnlyDictionary<string, string>)names.Zip(cells).ToDictionary(p => p.First, p => p.Second),
        ];
    }

    /// <summary>The printed counts of a table, in its order.</summary>
    public static IEnumerable<PrintedCount> Counts(string file) =>
        from row in Rows(file) select new PrintedCount(row["model"], row["method"], row["trainable_params_m"]);

    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        foreach (var letter in line)
        {
            if (letter == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else if (letter == '"')
            {
                quoted = !quoted;
            }
            else
            {
                cell.Append(letter);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}

/// <summary>A count as the survey prints it.</summary>
/// <param name="Model">The model's name in the table.</param>
/// <param name="Method">The method's name in the table.</param>
/// <param name="Text">Millions of parameters, with the printed digits: <c>0.083</c>.</param>
public sealed record PrintedCount(string Model, string Method, string Text)
{
    /// <summary>Millions of parameters.</summary>
    public decimal Millions => decimal.Parse(Text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>How many digits are printed after the point.</summary>
    public int Digits => Text.Contains('.', StringComparison.Ordinal) ? Text.Length - 1 - Text.IndexOf('.', StringComparison.Ordinal) : 0;

    /// <summary>How a count of parameters leads to the printed digits.</summary>
    public CountMatch Compare(long computed)
    {
        var millions = computed / 1_000_000m;
        return Shown(MidpointRounding.AwayFromZero) == Millions ? CountMatch.Exact
            : Shown(MidpointRounding.ToZero) == Millions ? CountMatch.CutOff
            : Shown(MidpointRounding.ToPositiveInfinity) == Millions ? CountMatch.RoundedUp
            : CountMatch.Differs;

        decimal Shown(MidpointRounding rounding) => decimal.Round(millions, Digits, rounding);
    }
}

/// <summary>How a computed count leads to a printed one.</summary>
public enum CountMatch
{
    /// <summary>Rounded to the printed digits it is the printed number.</summary>
    Exact,

    /// <summary>It is the printed number once the further digits are cut off.</summary>
    CutOff,

    /// <summary>It is the printed number once it is rounded up.</summary>
    RoundedUp,

    /// <summary>It is another number.</summary>
    Differs,
}
