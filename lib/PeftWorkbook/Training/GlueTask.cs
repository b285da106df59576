using System.Globalization;
using System.Text;

namespace PeftWorkbook.Training;

/// <summary>
/// A task of GLUE (arXiv 1804.07461) in the benchmark's TSV files: which columns hold the texts and the label, and which metric counts.
/// </summary>
public sealed record GlueTask
{
    private static readonly GlueTask[] s_all =
    [
        new() { Name = "CoLA", HasHeader = false, First = "3", Label = "1", Classes = ["0", "1"], Metric = "mcc" },
        new() { Name = "SST-2", First = "sentence", Label = "label", Classes = ["0", "1"], Metric = "accuracy" },
        new() { Name = "MRPC", First = "#1 String", Second = "#2 String", Label = "Quality", Classes = ["0", "1"], Metric = "f1" },
        new() { Name = "STS-B", First = "sentence1", Second = "sentence2", Label = "score", Classes = [], Metric = "pearson" },
        new() { Name = "QQP", First = "question1", Second = "question2", Label = "is_duplicate", Classes = ["0", "1"], Metric = "f1" },
        new()
        {
            Name = "MNLI", First = "sentence1", Second = "sentence2", Label = "gold_label", Dev = "dev_matched.tsv",
            Classes = ["entailment", "neutral", "contradiction"], Metric = "accuracy",
        },
        new()
        {
            Name = "QNLI", First = "question", Second = "sentence", Label = "label",
            Classes = ["entailment", "not_entailment"], Metric = "accuracy",
        },
        new()
        {
            Name = "RTE", First = "sentence1", Second = "sentence2", Label = "label",
            Classes = ["entailment", "not_entailment"], Metric = "accuracy",
        },
    ];

    /// <summary>The task's name and its folder's.</summary>
    public required string Name { get; init; }

    /// <summary>The column of the text, or its number where the file has no header.</summary>
    public required string First { get; init; }

    /// <summary>The column of the second text; null for a task of single texts.</summary>
    public string? Second { get; init; }

    /// <summary>The column of the label.</summary>
    public required string Label { get; init; }

    /// <summary>The labels' spellings in the order of their numbers; empty for a regression.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The metric that the benchmark reports first: <c>accuracy</c>, <c>f1</c>, <c>mcc</c> or <c>pearson</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>Whether the files begin with column names.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>The file of the development set.</summary>
    public string Dev { get; init; } = "dev.tsv";

    /// <summary>Whether the label is a number to be met and not a class.</summary>
    public bool IsRegression => Classes.Count == 0;

    /// <summary>All tasks.</summary>
    public static IReadOnlyList<GlueTask> All => s_all;

    /// <summary>The task of that name, whatever its case.</summary>
    public static GlueTask Named(string name) =>
        s_all.FirstOrDefault(t => t.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"GLUE has no task '{name}'; it has {string.Join(", ", s_all.Select(t => t.Name))}.");

    /// <summary>Reads the training set of a task's folder.</summary>
    public IReadOnlyList<LabeledText> ReadTrain(string folder) => Read(Path.Combine(folder, "train.tsv"));

    /// <summary>Reads the development set of a task's folder.</summary>
    public IReadOnlyList<LabeledText> ReadDev(string folder) => Read(Path.Combine(folder, Dev));

    /// <summary>
    /// Reads a file. The fields are split at tabs and nowhere unquoted: MRPC's texts hold bare quotation marks.
    /// </summary>
    /// <exception cref="InvalidDataException">A line has too few fields or an unknown label; the message names the line.</exception>
    public IReadOnlyList<LabeledText> Read(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        var header = HasHeader ? reader.ReadLine()?.Split('\t') ?? [] : null;
        var (first, label) = (Column(header, First, path), Column(header, Label, path));
        var second = Second is null ? -1 : Column(header, Second, path);
        List<LabeledText> rows = [];
        for (var number = HasHeader ? 2 : 1; reader.ReadLine() is { } line; number++)
        {
            var fields = line.Split('\t');
            if (fields.Length <= Math.Max(Math.Max(first, label), second))
            {
                throw new InvalidDataException($"{path}, line {number}: {fields.Length} fields, which is too few for {Name}.");
            }

            rows.Add(new(fields[first], second < 0 ? null : fields[second], Value(fields[label], path, number)));
        }

        return rows;
    }

    private static int Column(string[]? header, string name, string path)
    {
        var index = header is null ? int.Parse(name, CultureInfo.InvariantCulture) : Array.IndexOf(header, name);
        return index >= 0
            ? index
            : throw new InvalidDataException($"{path} has no column '{name}'; it has {string.Join(", ", header!)}.");
    }

    private double Value(string label, string path, int line)
    {
        if (IsRegression && double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        var index = Classes.ToList().IndexOf(label);
        return !IsRegression && index >= 0
            ? index
            : throw new InvalidDataException($"{path}, line {line}: the label '{label}' is none of {Name}'s.");
    }
}
