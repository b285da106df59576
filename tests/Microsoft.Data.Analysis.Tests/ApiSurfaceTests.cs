using Microsoft.Data.Analysis;
using PublicSurface;

namespace DataFrameTests;

/// <summary>Every public member of ours exists in the official package, with the same signature.</summary>
public sealed class ApiSurfaceTests
{
    /// <summary>Recorded by reflection from Microsoft.Data.Analysis 0.23.1.</summary>
    private static readonly HashSet<string> Official =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Facts", "surface.txt"))];

    [Fact]
    public void EveryPublicMemberIsOfficial()
    {
        string[] ours = [.. Signatures.Of(typeof(DataFrame).Assembly)];
        Assert.NotEmpty(ours);
        Assert.DoesNotContain(ours, signature => !Official.Contains(signature));
    }

    [Fact]
    public void AMemberThatTheOfficialPackageLacksIsFound() =>
        Assert.Contains(Signatures.Of(typeof(ApiSurfaceTests).Assembly), s => !Official.Contains(s));
}
