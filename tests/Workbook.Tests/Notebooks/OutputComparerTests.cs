using System.Text.Json.Nodes;
using Workbook.Notebooks;
using Xunit;

namespace Workbook.Tests.Notebooks;

/// <summary>What `--check` calls equal and what not.</summary>
public sealed class OutputComparerTests
{
    private static Notebook Shown(string mimeType, JsonNode? content, params string[] tags)
    {
        NotebookCell cell = Build.Code("x", tags);
        var data = new JsonObject { [mimeType] = content };
        cell.Outputs = new JsonArray(new JsonObject { ["output_type"] = "display_data", ["data"] = data });
        return Build.Notebook(cell);
    }

    private static int Differences(string stored, string fresh, params string[] tags) => OutputComparer
        .Compare(Shown("text/plain", stored, tags), Shown("text/plain", fresh, tags)).Differences.Count;

    [Theory]
    [InlineData("loss 0.4321", "loss 0.4323", 0)]
    [InlineData("loss 0.4321", "loss 0.4341", 1)]
    [InlineData("loss 0.432", "lost 0.432", 1)]
    [InlineData("1,234,567 parameters", "1,234,999 parameters", 0)]
    [InlineData("1,234,567 parameters", "1,274,567 parameters", 1)]
    [InlineData("a  b\n", "a b", 0)]
    [InlineData("a b", "a b c", 1)]
    [InlineData("max difference 3.1E-08", "max difference 7.9e-9", 0)]
    [InlineData("-1.00", "1.00", 1)]
    [InlineData("id 0123456789abcdef0123456789abcdef", "id fedcba9876543210fedcba9876543210", 0)]
    public void Text_is_compared_word_by_word_and_numbers_to_three_digits(string stored, string fresh, int differences) =>
        Assert.Equal(differences, Differences(stored, fresh));

    [Fact]
    public void A_cell_tagged_timing_is_not_compared() => Assert.Equal(0, Differences("1 s", "9 s", "timing"));

    [Theory]
    [InlineData("""{"data":[{"y":[1,2,100]}]}""", 0)]
    [InlineData("""{"data":[{"y":[2.9,2,100]}]}""", 0)]
    [InlineData("""{"data":[{"y":[4,2,100]}]}""", 1)]
    [InlineData("""{"data":[{"y":[1,2]}]}""", 1)]
    [InlineData("""{"data":[{"y":[1,2,100],"name":"loss"}]}""", 1)]
    [InlineData("""{"data":[{"y":[1,2,"100"]}]}""", 1)]
    [InlineData("""{"data":[{"y":[[1],2,100]}]}""", 1)]
    [InlineData("""{"data":[{"x":[1,2,100]}]}""", 1)]
    public void Charts_are_compared_by_structure_and_to_two_percent(string fresh, int differences)
    {
        const string Type = "application/vnd.plotly.v1+json";
        Notebook stored = Shown(Type, JsonNode.Parse("""{"data":[{"y":[1,2,100]}]}"""));
        Assert.Equal(differences, OutputComparer.Compare(stored, Shown(Type, JsonNode.Parse(fresh))).Differences.Count);
    }

    [Fact]
    public void Another_mime_type_another_kind_and_another_number_of_outputs_are_differences()
    {
        Notebook plain = Shown("text/plain", "x");
        Assert.Single(OutputComparer.Compare(plain, Shown("text/html", "x")).Differences);
        Notebook none = Build.Notebook(Build.Code("x"));
        Assert.Equal("n: 1 outputs differ from the stored ones:\n  cell ?: had 1 outputs and has 0",
            OutputComparer.Compare(plain, none).Describe("n")!.TrimEnd());
    }
}
