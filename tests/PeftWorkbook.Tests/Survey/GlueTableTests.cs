using PeftWorkbook.Survey;
using PeftWorkbook.Training;

namespace PeftWorkbook.Tests.Survey;

public sealed class GlueTableTests
{
    [Fact]
    public void Every_registered_method_of_the_table_has_settings_that_can_be_read()
    {
        List<GlueMethod> registered = [.. GlueMethod.All.Where(m => m.Registered is not null)];
        Assert.NotEmpty(registered);
        Assert.All(registered, m => Assert.Equal(("SEQ_CLS", m.Registered!), (m.Config().TaskType!, m.Config().PeftType)));
    }

    [Fact]
    public void What_is_not_registered_is_said_to_be_missing()
    {
        var row = new GlueRow(new GlueMethod("Magic", ["MAGIC"], 1), GlueTable.Goals[0], 0.5) { Missing = "not built yet" };
        Assert.Null(row.Method.Registered);
        Assert.False(row.HasLearnt);
        Assert.Contains("| Magic | SST-2 | | | | | 0.500 + 0.15 | not built yet | |", GlueTable.Format([row]), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => row.Method.Config());
    }

    [Theory]
    [InlineData(0.64, false)]
    [InlineData(0.66, true)]
    public void Learnt_is_what_lies_above_the_majority_by_the_margin(double accuracy, bool expected)
    {
        var row = new GlueRow(GlueMethod.All[0], GlueTable.Goals[0], 0.5) { Score = new Evaluation(1, 0, 9) { Accuracy = accuracy } };
        Assert.Equal(expected, row.HasLearnt);
    }
}
