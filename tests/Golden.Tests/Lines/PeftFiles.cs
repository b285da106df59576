using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Peft;

namespace Golden.Tests.Lines;

/// <summary>Compares what <see cref="PeftModel.Save"/> writes with a recorded folder.</summary>
internal static class PeftFiles
{
    /// <summary>The same keys, shapes, dtypes and, where <paramref name="exact"/>, values; the same settings.</summary>
    internal static void CheckSame(PeftModel peft, string folder, bool exact) => WithSaved(peft, (saved, tensors) =>
    {
        var recorded = new GoldenTensors(Path.Combine(folder, "adapter_model.safetensors"));
        Assert.Equal(recorded.Names, tensors.Names);
        foreach (var name in recorded.Names)
        {
            Assert.Equal(recorded[name].Dtype, tensors[name].Dtype);
            Assert.Equal(recorded[name].Shape, tensors[name].Shape);
            if (exact)
            {
                Assert.Equal(recorded[name].Values, tensors[name].Values);
            }
        }

        CheckConfig(Config(saved), Config(folder));
    });

    /// <summary>Saves to a folder of its own and deletes it again.</summary>
    internal static void WithSaved(PeftModel peft, Action<string, GoldenTensors> check)
    {
        var saved = Directory.CreateTempSubdirectory("golden-").FullName;
        try
        {
            peft.Save(saved, [.. peft.ActiveAdapters]);
            check(saved, new(Path.Combine(saved, "adapter_model.safetensors")));
        }
        finally
        {
            Directory.Delete(saved, recursive: true);
        }
    }

    private static JsonObject Config(string folder) =>
        (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "adapter_config.json")))!;

    private static void CheckConfig(JsonObject ours, JsonObject recorded)
    {
        ours.Remove("peft_version");
        recorded.Remove("peft_version");
        List<string> faults =
        [
            .. ours.Select(f => f.Key).Union(recorded.Select(f => f.Key)).Order(StringComparer.Ordinal)
                .Where(k => ours.ContainsKey(k) != recorded.ContainsKey(k) || !Same(ours[k], recorded[k]))
                .Select(k => $"{k}: ours {ours[k]?.ToJsonString() ?? "none"}, recorded {recorded[k]?.ToJsonString() ?? "none"}"),
        ];
        Assert.True(faults.Count == 0, "adapter_config.json differs. " + string.Join("; ", faults));
    }

    // PEFT writes sets of names in any order, and 9 where we write 9.0.
    private static bool Same(JsonNode? a, JsonNode? b) => (a, b) switch
    {
        (JsonArray x, JsonArray y) when x.All(IsText) && y.All(IsText) =>
            x.Select(n => n!.GetValue<string>()).Order().SequenceEqual(y.Select(n => n!.GetValue<string>()).Order()),
        (JsonArray x, JsonArray y) => x.Count == y.Count && x.Zip(y).All(p => Same(p.First, p.Second)),
        (JsonObject x, JsonObject y) => x.Count == y.Count && x.All(p => y.ContainsKey(p.Key) && Same(p.Value, y[p.Key])),
        (JsonValue x, JsonValue y) when IsNumber(x) && IsNumber(y) => (double)x.AsValue() == (double)y.AsValue(),
        _ => JsonNode.DeepEquals(a, b),
    };

    private static bool IsText(JsonNode? node) => node?.GetValueKind() == System.Text.Json.JsonValueKind.String;

    private static bool IsNumber(JsonNode node) => node.GetValueKind() == System.Text.Json.JsonValueKind.Number;
}
