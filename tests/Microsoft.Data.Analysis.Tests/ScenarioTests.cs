using System.Text.Json.Nodes;

namespace DataFrameTests;

/// <summary>Data frames do what the official package was seen to do.</summary>
public sealed class ScenarioTests
{
    private static readonly JsonObject Recorded = JsonNode.Parse(File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "Facts", "scenarios.json")))!.AsObject();

    public static TheoryData<string> Names => [.. Scenarios.All().Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void GivesTheRecordedResult(string name) =>
        Assert.Equal((string?)Recorded[name], Scenarios.All().First(s => s.Name == name).Result);

    [Fact]
    public void EveryRecordedScenarioIsRun() => Assert.Equal(Recorded.Count, Scenarios.All().Count());
}
