using PeftWorkbook.Training;

namespace PeftWorkbook.Tests.Training;

public sealed class GlueTaskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("glue-").FullName;

    public static TheoryData<string> Names => [.. GlueTask.All.Select(t => t.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_line_of_the_benchmarks_files_is_read(string name)
    {
        var task = GlueTask.Named(name);
        var folder = HubFolder(task.Name);
        foreach (var (path, rows) in new[]
        {
            (Path.Combine(folder, "train.tsv"), task.ReadTrain(folder)), (Path.Combine(folder, task.Dev), task.ReadDev(folder)),
        })
        {
            Assert.Equal(File.ReadLines(path).Count() - (task.HasHeader ? 1 : 0), rows.Count);
            Assert.DoesNotContain(rows, r => string.IsNullOrWhiteSpace(r.First));
            Assert.Equal(task.Second is null ? 0 : rows.Count, rows.Count(r => !string.IsNullOrWhiteSpace(r.Second)));
            var labels = rows.Select(r => r.Label).Distinct().Order().ToList();
            var isRight = task.IsRegression ? labels[^1] <= 5 : labels.SequenceEqual(task.Classes.Select((_, i) => (double)i));
            Assert.True(isRight, string.Join(" ", labels));
        }
    }

    [Fact]
    public void Quotation_marks_and_what_stands_between_them_are_text()
    {
        var rows = Read("MRPC", "Quality\t#1 ID\t#2 ID\t#1 String\t#2 String\n1\t1\t2\tHe said \"no.\t\"Yes\", she said.\n");
        Assert.Equal([new LabeledText("He said \"no.", "\"Yes\", she said.", 1)], rows);
    }

    [Fact]
    public void A_file_without_column_names_is_read_by_position() =>
        Assert.Equal([new LabeledText("A text.", null, 0)], Read("CoLA", "gj04\t0\t*\tA text.\n"));

    [Theory]
    [InlineData("SST-2", "sentence\tlabel\ngood\t1\nbad\n", "line 3")]
    [InlineData("SST-2", "sentence\tlabel\ngood\t2\n", "'2'")]
    [InlineData("SST-2", "text\tlabel\ngood\t1\n", "'sentence'")]
    [InlineData("STS-B", "sentence1\tsentence2\tscore\na\tb\tmuch\n", "'much'")]
    public void What_is_wrong_is_named(string task, string text, string part)
    {
        var fault = Assert.Throws<InvalidDataException>(() => Read(task, text));
        Assert.Contains(part, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_task_is_answered_with_the_known_ones() =>
        Assert.Contains("SST-2", Assert.Throws<ArgumentException>(() => GlueTask.Named("SST")).Message, StringComparison.Ordinal);

    private IReadOnlyList<LabeledText> Read(string task, string text)
    {
        var path = Path.Combine(_folder, "train.tsv");
        File.WriteAllText(path, text);
        return GlueTask.Named(task).Read(path);
    }

    private static string HubFolder(string task)
    {
        try
        {
            return PeftWorkbook.Hub.Hub.ResolveDataset($"glue/{task}");
        }
        catch (DirectoryNotFoundException)
        {
            Assert.Skip("No hub of data sets: set WORKBOOK_HUB.");
            return "";
        }
    }
}
