using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Golden.Tests.Harness;
using PeftWorkbook.Attention;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>Both layouts of the rotary embedding, whole and partial, which the index does not list as cases.</summary>
public sealed partial class RopeLayoutTests
{
    public static IEnumerable<TheoryDataRow<string>> Recorded() => GoldenSet.Current is { } set
        ? [.. new GoldenTensors(set.At("attention", "rope.safetensors")).Names.Where(n => Layout().IsMatch(n))
            .Select(n => new TheoryDataRow<string>(n))]
        : [new TheoryDataRow<string>("") { Skip = "No golden set: name one in WORKBOOK_GOLDEN." }];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Turns_as_recorded(string name)
    {
        using var scope = NewDisposeScope();
        var tensors = new GoldenTensors(GoldenSet.Current!.At("attention", "rope.safetensors"));
        using var about = JsonDocument.Parse(File.ReadAllBytes(GoldenSet.Current.At("attention", "rope.json")));
        var said = Layout().Match(name);
        var x = GoldenInput.Tensor(tensors[said.Groups["what"].Value is "k" ? "k" : "q"]);
        var turned = said.Groups["part"] is { Success: true } part ? long.Parse(part.Value, CultureInfo.InvariantCulture) : x.shape[^1];
        var rotary = new RotaryEmbedding(RotaryScaling.Plain(turned, about.RootElement.GetProperty("theta").GetDouble()));
        var (cos, sin) = rotary.At(GoldenInput.Tensor(tensors[$"positions/{said.Groups["at"].Value}"]), ScalarType.Float32);
        var layout = Enum.Parse<RotaryLayout>(said.Groups["layout"].Value, ignoreCase: true);
        Close.Check(said.Groups["what"].Value switch
        {
            "cos" => cos.squeeze(1),
            "sin" => sin.squeeze(1),
            _ => RotaryEmbedding.Rotate(x, cos, sin, layout),
        }, tensors[name]);
    }

    [GeneratedRegex("^(?<layout>half|interleaved)(-partial-(?<part>[0-9]+))?/(?<at>[^/]+)/(?<what>q|k|cos|sin)$")]
    private static partial Regex Layout();
}
