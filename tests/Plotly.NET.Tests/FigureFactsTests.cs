using Plotly.NET;
using System.Reflection;
using System.Text.Json.Nodes;

namespace PlotlyTests;

/// <summary>Each optional parameter of each chart method changes the figure as in the official packages.</summary>
public sealed class FigureFactsTests
{
    private static readonly Assembly Core = typeof(GenericChart).Assembly;
    private static readonly Assembly CSharp = typeof(Plotly.NET.CSharp.Chart).Assembly;
    private static readonly JsonObject Recorded = Facts.Read("figures.json");

    public static TheoryData<string> Methods => [.. new Probe(Core, CSharp).Methods().Select(m => m.Name).Distinct()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void EveryParameterMakesTheRecordedFigure(string method)
    {
        (string Key, string Json)[] figures = [.. new Probe(Core, CSharp).Run([method])];
        Assert.Equal(Recorded.Count(p => p.Key == method || p.Key.StartsWith(method + ".", StringComparison.Ordinal)),
            figures.Length);
        string[] different = [.. figures
            .Select(f => (f.Key, Ours: Facts.Canonical(Facts.Figure(f.Json)), Theirs: Facts.Canonical(Recorded[f.Key])))
            .Where(f => f.Ours != f.Theirs).Select(f => $"{f.Key}\n ours   {f.Ours}\n theirs {f.Theirs}")];
        Assert.Empty(different);
    }

    [Fact]
    public void EveryChoiceHasTheRecordedValue()
    {
        Dictionary<string, string> recorded = File.ReadLines(Facts.Path("style-params.txt"))
            .Select(line => line.Split(" = ", 2)).ToDictionary(p => p[0], p => p[1]);
        (string Key, string Value)[] ours = [.. new Samples(Core, CSharp).StyleParams()
            .SelectMany(t => Samples.Cases(t).Select(c => ($"{t.Name}.{c.Name}", Samples.Converted(c.GetValue(null)!))))];
        Assert.NotEmpty(ours);
        Assert.DoesNotContain(ours, c => recorded.GetValueOrDefault(c.Key) != c.Value);
    }

    [Fact]
    public void ScenariosMakeTheRecordedFigures()
    {
        JsonObject recorded = Facts.Read("scenarios.json");
        foreach ((string name, string json) in Scenarios.All())
            Assert.Equal(Facts.Canonical(recorded[name]), Facts.Canonical(JsonNode.Parse(json)));
    }
}
