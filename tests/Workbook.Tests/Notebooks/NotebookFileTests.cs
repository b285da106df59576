using System.Text;
using Workbook.Notebooks;
using Xunit;

namespace Workbook.Tests.Notebooks;

/// <summary>Files written by Python's nbformat come back byte for byte.</summary>
public sealed class NotebookFileTests
{
    public static TheoryData<string> Fixtures =>
        [.. Directory.EnumerateFiles(Build.Fixture(""), "*.ipynb").Select(Path.GetFileName).OfType<string>()];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void An_unchanged_notebook_is_written_back_byte_for_byte(string name)
    {
        byte[] bytes = File.ReadAllBytes(Build.Fixture(name));
        Assert.Equal(Encoding.UTF8.GetString(bytes), Notebook.Parse(bytes, name).ToJson());
    }

    [Fact]
    public void A_changed_source_changes_that_line_alone()
    {
        string before = File.ReadAllText(Build.Fixture("minor-5.ipynb"));
        Notebook notebook = Build.Parse(before);
        notebook.Cells[2].Source = "rank * 3";
        Assert.Equal(before.Replace("rank * 2", "rank * 3", StringComparison.Ordinal), notebook.ToJson());
    }

    [Fact]
    public void The_final_newline_is_kept_or_left_out_as_it_was()
    {
        string without = File.ReadAllText(Build.Fixture("minor-4.ipynb")).TrimEnd('\n');
        Assert.Equal(without, Build.Parse(without).ToJson());
    }

    [Fact]
    public void Version_4_5_gets_missing_and_double_ids_and_keeps_the_others()
    {
        NotebookCell[] cells = [Build.Code("a"), Build.Code("b"), Build.Code("c"), Build.Code("d")];
        (cells[1].Id, cells[2].Id, cells[3].Id) = ("keep", "keep", "not lawful!");
        Notebook notebook = Build.Notebook(cells);
        string first = notebook.ToJson();
        string[] ids = [.. notebook.Cells.Select(cell => cell.Id!)];
        Assert.Equal(4, ids.Distinct().Count());
        Assert.Equal("keep", ids[1]);
        Assert.All(ids, id => Assert.Matches("^[A-Za-z0-9_-]{1,64}$", id));
        Assert.Equal(first, Build.Parse(first).ToJson());
    }

    [Fact]
    public void Version_4_4_gets_no_ids()
    {
        Notebook notebook = Notebook.Read(Build.Fixture("minor-4.ipynb"));
        notebook.Insert(0, Build.Code("new"));
        Assert.DoesNotContain("\"id\"", notebook.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void Saving_replaces_the_file_and_leaves_no_other_behind()
    {
        string folder = Directory.CreateTempSubdirectory("notebook-").FullName;
        string path = Path.Combine(folder, "new", "a.ipynb");
        Notebook notebook = Notebook.Read(Build.Fixture("minor-5.ipynb"));
        notebook.Save(path);
        notebook.Save(path);
        Assert.Equal(File.ReadAllBytes(Build.Fixture("minor-5.ipynb")), File.ReadAllBytes(path));
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(path)!));
        Directory.Delete(folder, recursive: true);
    }
}
