using Workbook.Protocol;
using Xunit;

namespace Workbook.Tests.Protocol;

public sealed class HistoryStoreTests
{
    private readonly HistoryStore _history = new();

    public HistoryStoreTests()
    {
        foreach (var (input, line) in ((string[])["1+2", "a", "1+2+3", "1+2", "b[1]"]).Select((text, i) => (text, i + 1)))
            _history.Add(line, input);
    }

    [Theory]
    [InlineData(2, "4 5")]
    [InlineData(99, "1 2 3 4 5")]
    [InlineData(0, "")]
    [InlineData(-3, "")]
    public void Tail(int count, string lines) => Assert.Equal(lines, Lines(_history.Tail(count)));

    [Theory]
    [InlineData(1, 2, 4, "2 3")]
    [InlineData(0, 4, null, "4 5")]
    [InlineData(0, -2, null, "4 5")]
    [InlineData(0, 1, -1, "1 2 3 4")]
    [InlineData(2, 1, 9, "")]
    [InlineData(0, 9, 1, "")]
    public void Range(int session, int start, int? stop, string lines)
        => Assert.Equal(lines, Lines(_history.Range(session, start, stop)));

    [Theory]
    [InlineData("1?2*", null, false, "1 3 4")]
    [InlineData("1?2*", null, true, "3 4")]
    [InlineData("1?2*", 2, false, "3 4")]
    [InlineData("1?2", null, false, "1 4")]
    [InlineData("[ab]*", null, false, "2 5")]
    [InlineData("[^a]*", null, false, "1 3 4 5")]
    [InlineData("b[[]1]", null, false, "5")]
    [InlineData("a.*", null, false, "")]
    [InlineData("[z-a]", null, false, "")]
    [InlineData("*", null, false, "1 2 3 4 5")]
    public void Search(string pattern, int? count, bool unique, string lines)
        => Assert.Equal(lines, Lines(_history.Search(pattern, count, unique)));

    [Fact]
    public void A_hostile_pattern_ends_soon()
    {
        _history.Add(6, new string('a', 20_000));
        Assert.Empty(_history.Search(string.Concat(Enumerable.Repeat("*a", 40)) + "b", null, false));
    }

    private static string Lines(List<HistoryEntry> entries) => string.Join(' ', entries.Select(entry => entry.Line));
}
