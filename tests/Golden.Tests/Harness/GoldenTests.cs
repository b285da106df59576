namespace Golden.Tests.Harness;

/// <summary>One row for each case of each built line.</summary>
public sealed class GoldenTests
{
    private const string NoSet = "No golden set: put one beside the clone as shared/golden, or name it in WORKBOOK_GOLDEN.";

    public static IEnumerable<ITheoryDataRow> Cases()
    {
        if (GoldenSet.Current is null)
        {
            return [new TheoryDataRow<string, string>("", "") { Skip = NoSet }];
        }

        var rows = from line in GoldenRun.Built
                   orderby line.Key
                   from id in line.Value.Discover()
                   select new TheoryDataRow<string, string>(line.Key, id)
                   {
                       TestDisplayName = $"golden {line.Key}: {id}",
                       Traits = { ["line"] = [line.Key] },
                   };
        ITheoryDataRow[] found = [.. rows];
        return found.Length > 0 ? found : [new TheoryDataRow<string, string>("", "") { Skip = "No built line was picked." }];
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case(string line, string id)
    {
        GoldenRun.Count(line);
        GoldenRun.Built[line].Run(id);
    }
}
