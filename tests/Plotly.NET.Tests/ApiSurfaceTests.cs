using System.Reflection;
using PublicSurface;

namespace PlotlyTests;

/// <summary>Every public member of ours exists in the official packages, with the same signature.</summary>
public sealed class ApiSurfaceTests
{
    /// <summary>Recorded by reflection from DynamicObj 8.0, Plotly.NET 6.0.0, Plotly.NET.CSharp 0.14.0, FSharp.Core 10.1.</summary>
    private static readonly HashSet<string> Official = [.. File.ReadLines(Facts.Path("surface.txt"))];

    public static TheoryData<string> Assemblies => ["Plotly.NET", "Plotly.NET.CSharp"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void EveryPublicMemberIsOfficial(string assembly)
    {
        string[] ours = [.. Signatures.Of(Assembly.Load(assembly))];
        Assert.NotEmpty(ours);
        Assert.DoesNotContain(ours, signature => !Official.Contains(signature));
    }

    [Fact]
    public void AMemberThatTheOfficialPackageLacksIsFound() =>
        Assert.Contains(Signatures.Of(typeof(ApiSurfaceTests).Assembly), s => !Official.Contains(s));
}
