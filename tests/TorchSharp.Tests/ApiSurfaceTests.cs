using Xunit;

namespace TorchSharp.Tests;

/// <summary>Every public member of ours exists in the TorchSharp package, with the same names, types and defaults.</summary>
public class ApiSurfaceTests
{
    private static readonly string[] Ours = [.. ApiSignatures.Of(typeof(torch).Assembly).Where(s => !s.Contains("TorchSharp.Engine."))];

    [Fact]
    public void Every_public_member_is_official()
    {
        HashSet<string> official = Official();
        Assert.True(Ours.Length > 2000, $"only {Ours.Length} public members were found");
        string[] unknown = [.. Ours.Where(s => !official.Contains(s))];
        Assert.True(unknown.Length == 0, "the official package lacks:\n" + string.Join('\n', unknown));
    }

    [Fact]
    public void A_member_that_the_package_lacks_is_seen()
    {
        HashSet<string> official = Official();
        Assert.Contains(ApiSignatures.Of(typeof(ApiSurfaceTests).Assembly), s => !official.Contains(s));
        Assert.DoesNotContain("TorchSharp.torch.Tensor . TorchSharp.torch.Tensor relu(long dim)", official);
    }

    private static HashSet<string> Official()
    {
        var members = new HashSet<string>();
        string type = "";
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Facts", "surface.txt")))
        {
            string text = line.TrimStart('\t').Replace("~.", "TorchSharp.torch.").Replace("^.", "TorchSharp.");
            if (!line.StartsWith('\t'))
            {
                type = text;
            }
            else
            {
                members.Add(text.StartsWith("is ", StringComparison.Ordinal) ? $"type {text[3..]} {type}" : $"{type} {text}");
            }
        }

        return members;
    }
}
