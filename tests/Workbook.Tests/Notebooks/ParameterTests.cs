using Workbook.Notebooks;
using Xunit;

namespace Workbook.Tests.Notebooks;

/// <summary>Parameters from outside, typed by their defaults.</summary>
public sealed class ParameterTests
{
    private const string Defaults = """
        // what may be turned
        var rank = 8;
        double rate = 5e-4;   // learning rate
        var model = "auto";
        bool download = false;
        long seed = 42, other = -1;
        int[] ranks = [2, 4];
        var scales = new[] { 1.0, 2.0 };
        string? adapter = null;
        float scale = 2f;
        var device = torch.CPU;
        """;

    private static Notebook Declared() => Build.Notebook(Build.Code("#load"), Build.Code(Defaults, "parameters"), Build.Code("rank"));

    private static string Injected(string name, string value)
    {
        Notebook notebook = Declared();
        ParameterCell.Inject(notebook, new Dictionary<string, string> { [name] = value }, "n.ipynb");
        return notebook.Cells[2].Source.Split('\n')[1];
    }

    [Theory]
    [InlineData("rank", "16", "int rank = 16;")]
    [InlineData("rate", "1", "double rate = 1d;")]
    [InlineData("rate", "3e-5", "double rate = 3E-05d;")]
    [InlineData("rate", "Infinity", "double rate = double.PositiveInfinity;")]
    [InlineData("model", "a \"b\"\\n\n", "string model = \"a \\\"b\\\"\\\\n\\n\";")]
    [InlineData("model", "", "string model = \"\";")]
    [InlineData("download", "True", "bool download = true;")]
    [InlineData("other", "5000000000", "long other = 5000000000L;")]
    [InlineData("ranks", "1, 2,3", "int[] ranks = [1, 2, 3];")]
    [InlineData("ranks", "[]", "int[] ranks = [];")]
    [InlineData("scales", "0.5", "double[] scales = [0.5d];")]
    [InlineData("adapter", "null", "string? adapter = null;")]
    [InlineData("adapter", "x", "string? adapter = \"x\";")]
    [InlineData("scale", "0.1", "float scale = 0.1f;")]
    public void A_value_takes_the_type_of_its_default(string name, string value, string statement) =>
        Assert.Equal(statement, Injected(name, value));

    [Theory]
    [InlineData("rank", "2.5", "\"2.5\" is no int, which the parameter \"rank\" (default 8) takes.")]
    [InlineData("rank", "99999999999", "is no int")]
    [InlineData("download", "yes", "\"yes\" is no bool")]
    [InlineData("device", "cuda", "only numbers, bool, char, string and lists of these")]
    public void A_value_of_another_type_is_refused(string name, string value, string sentence)
    {
        var error = Assert.Throws<NotebookException>(() => Injected(name, value));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_lists_the_known_ones()
    {
        var error = Assert.Throws<NotebookException>(() => Injected("rang", "1"));
        Assert.StartsWith("n.ipynb: has no parameter \"rang\"; it has rank (int, default 8), rate (double, default 5e-4), ",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notebook_without_parameters_says_so()
    {
        var error = Assert.Throws<NotebookException>(() => ParameterCell.Inject(
            Build.Notebook(Build.Code("x")), new Dictionary<string, string> { ["rank"] = "1" }, "n.ipynb"));
        Assert.Contains("no cell tagged \"parameters\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_injected_cell_stands_behind_the_defaults_and_is_replaced_next_time()
    {
        Notebook notebook = Declared();
        ParameterCell.Inject(notebook, new Dictionary<string, string> { ["rank"] = "1" }, "n.ipynb");
        ParameterCell.Inject(notebook, new Dictionary<string, string> { ["rank"] = "2" }, "n.ipynb");
        Assert.Equal(4, notebook.Cells.Count);
        Assert.True(notebook.Cells[2].HasTag("injected-parameters"));
        Assert.Equal("// Parameters\nint rank = 2;", notebook.Cells[2].Source);
    }
}
