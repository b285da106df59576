using Workbook.Commands;
using Xunit;

namespace Notebooks.Tests.Clients;

/// <summary>What the front ends are tried on: the small notebook of these tests, and every notebook of the workbook.</summary>
public static class TestNotebooks
{
    /// <summary>The small notebook: output of every kind, a parameter, a slider.</summary>
    public static string Small => Path.Combine(AppContext.BaseDirectory, "fixtures", "small.ipynb");

    /// <summary>A notebook with a stored chart and formulas, for pages; it is not executed.</summary>
    public const string Charts = "charts";

    /// <summary>All that are executed, by full path.</summary>
    public static IEnumerable<string> All => Repository.Notebooks().Prepend(Small);

    /// <summary>Their names, for test cases.</summary>
    public static TheoryData<string> Names => [.. All.Select(path => Path.GetFileNameWithoutExtension(path))];

    /// <summary>The path behind a name.</summary>
    public static string Find(string name) => name == Charts
        ? Path.Combine(AppContext.BaseDirectory, "fixtures", Charts + ".ipynb")
        : All.First(path => Path.GetFileNameWithoutExtension(path) == name);
}
