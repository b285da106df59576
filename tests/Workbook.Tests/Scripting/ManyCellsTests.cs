using Xunit;

namespace Workbook.Tests.Scripting;

/// <summary>What a thousand cells cost. A chain that repeats its references in every compilation needs 0.7 GB for this
/// with 21 of them, and 4 GB with the whole framework.</summary>
public sealed class ManyCellsTests
{
    private const long Megabyte = 1 << 20;

    [Fact]
    public async Task A_thousand_cells_stay_small()
    {
        await using var cells = new SessionHarness();
        await cells.RunAsync("using System.Xml.Linq; var xs = new List<int> { 1, 2, 3 }; var root = new XElement(\"r\");");
        var before = Environment.WorkingSet;
        for (var i = 0; i < 1000; i++) await cells.RunAsync($"var v{i} = xs.Count + {i}; v{i}");
        GC.Collect();
        Assert.Equal("1002", await cells.ValueAsync("v999"));
        var grown = (Environment.WorkingSet - before) / Megabyte;
        Assert.True(grown < 300, $"a thousand cells took {grown} MB");
        Assert.True(Environment.WorkingSet / Megabyte < 1024,
            $"the process holds {Environment.WorkingSet / Megabyte} MB");
    }
}
