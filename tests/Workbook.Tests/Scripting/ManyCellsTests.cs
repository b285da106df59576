using System.Runtime;
using Workbook.Tests.Protocol;
using Xunit;

namespace Workbook.Tests.Scripting;

/// <summary>What a thousand cells cost. A chain that repeats its references in every compilation needs 0.7 GB for this
/// with 21 of them, and 4 GB with the whole framework. (A kernel's whole memory, with the library loaded, is measured
/// from outside by the notebook tests.)</summary>
[Collection(nameof(RunsAlone))]
public sealed class ManyCellsTests
{
    private const long Megabyte = 1 << 20;

    [Fact]
    public async Task A_thousand_cells_stay_small()
    {
        await using var cells = new SessionHarness();
        await cells.RunAsync("using System.Xml.Linq; var xs = new List<int> { 1, 2, 3 }; var root = new XElement(\"r\");");
        var before = Held();
        for (var i = 0; i < 1000; i++) await cells.RunAsync($"var v{i} = xs.Count + {i}; v{i}");
        var grown = (Held() - before) / Megabyte;
        Assert.Equal("1002", await cells.ValueAsync("v999"));
        Assert.True(grown < 300, $"a thousand cells took {grown} MB");
    }

    // Garbage of the tests before this one is given back first, or it would count as negative growth.
    private static long Held()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }
}
