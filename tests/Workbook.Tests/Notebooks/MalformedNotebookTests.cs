using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Workbook.Notebooks;
using Xunit;

namespace Workbook.Tests.Notebooks;

/// <summary>A file that is no notebook ends in one clear sentence, whatever is in it.</summary>
public sealed class MalformedNotebookTests
{
    [Theory]
    [InlineData("", "not valid JSON near line 1")]
    [InlineData("[]", "not an object")]
    [InlineData("{\"nbformat\": 4", "not valid JSON")]
    [InlineData("{\"cells\": [], \"nbformat_minor\": 5}", "no number \"nbformat\"")]
    [InlineData("{\"nbformat\": 3, \"worksheets\": []}", "format 3; the workbook reads 4")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": \"5\"}", "no number \"nbformat_minor\"")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5}", "no list \"cells\"")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [], \"metadata\": 1}", "\"metadata\" that is not an object")]
    [InlineData("{\"nbformat\": 4, \"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": []}", "not valid JSON")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [1]}", "cell 1 is not an object")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [{\"cell_type\": \"tea\"}]}", "cell 1 has no \"cell_type\"")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [{\"cell_type\": \"code\", \"source\": [1]}]}",
        "cell 1 has no \"source\"")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, "
        + "\"cells\": [{\"cell_type\": \"code\", \"source\": \"\", \"outputs\": [{}]}]}", "without \"output_type\"")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, "
        + "\"cells\": [{\"cell_type\": \"code\", \"source\": \"\\ud800\"}]}", "no character")]
    public void The_sentence_names_file_and_fault(string json, string fault)
    {
        var error = Assert.Throws<NotebookException>(() => Build.Parse(json));
        Assert.StartsWith("test.ipynb: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_named()
    {
        var error = Assert.Throws<NotebookException>(() => Notebook.Parse([0x7b, 0xff, 0x7d], "test.ipynb"));
        Assert.Contains("not UTF-8 text (byte 1)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<NotebookException>(() => Notebook.Read("no-such.ipynb"));
        Assert.StartsWith("no-such.ipynb: cannot be read", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Bytes of a real notebook, cut, flipped and repeated: reading either works, and then writing is stable
    /// and every view can be read, or it ends in that one exception.</summary>
    [Fact]
    public void Damaged_files_never_end_in_another_exception()
    {
        byte[] whole = File.ReadAllBytes(Build.Fixture("minor-5.ipynb"));
        Gen<byte[]> damaged =
            from cut in Gen.Choose(1, whole.Length)
            from places in Gen.Choose(0, cut - 1).ListOf(3)
            from values in Gen.Elements("{}[]\",:\\0123456789eE.-ntu \n\x80\xff"u8.ToArray()).ListOf(3)
            from whether in Gen.Choose(0, 3)
            select Damage(whole, whether == 0 ? cut : whole.Length, [.. places], [.. values]);
        Prop.ForAll(damaged.ToArbitrary(), ReadsOrRefuses).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static byte[] Damage(byte[] whole, int length, int[] places, byte[] values)
    {
        byte[] copy = whole[..length];
        foreach ((int place, byte value) in places.Zip(values))
        {
            copy[place] = value;
        }

        return copy;
    }

    private static bool ReadsOrRefuses(byte[] bytes)
    {
        Notebook notebook;
        try
        {
            notebook = Notebook.Parse(bytes, "test.ipynb");
        }
        catch (NotebookException)
        {
            return true;
        }

        _ = notebook.Cells.Select(cell => (cell.Kind, cell.Source, cell.ExecutionCount, cell.Tags.Count(), cell.Outputs.Count)).ToList();
        _ = ParameterCell.Read(notebook);
        string once = notebook.ToJson();
        return Notebook.Parse(Encoding.UTF8.GetBytes(once), "test.ipynb").ToJson() == once;
    }
}
