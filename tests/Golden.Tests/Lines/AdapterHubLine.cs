using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Peft.AdapterHub;

namespace Golden.Tests.Lines;

/// <summary>
/// A folder each: an adapter that AdapterHub's library saved for one of the small models, and what it computes. A case whose kind of
/// configuration has no converter is not built; the line is, once all are.
/// </summary>
[GoldenLine("adapterhub methods")]
public sealed class AdapterHubLine : GoldenLine
{
    private const string Area = "adapterhub";

    public override bool IsBuilt => Discover().Count() == Set.Lines[Name].Count;

    public override IEnumerable<string> Discover() =>
        from config in Directory.EnumerateFiles(Set.At(Area), "adapter_config.json", SearchOption.AllDirectories)
        let folder = Path.GetDirectoryName(config)!
        let id = Path.GetRelativePath(Set.At(Area), folder).Replace('\\', '/')
        orderby id
        where Set.Lines[Name].Contains(id) && AdapterHubFolder.Find(folder) is { IsKnown: true }
        select id;

    public override void Run(string id)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var training = JsonNode.Parse(File.ReadAllText(Set.At(Area, "index.json")))!["train"]!.GetValue<string>();
        var given = new AdapterHubCase(Set, Set.At(Area, id), training);
        given.CheckFresh();
        given.CheckLoaded();
        given.CheckMerged();
        given.CheckSaved();
        given.CheckTraining();
    }
}
