using Golden.Tests.Harness;

namespace Golden.Tests.Lines;

/// <summary>
/// A folder each: the adapter that PEFT saved for one of the small models, and all that it computes. A method that is not
/// registered is not built; the line is, once all are.
/// </summary>
[GoldenLine("peft")]
public sealed class PeftLine : GoldenLine
{
    public override bool IsBuilt => Discover().Count() == Set.Lines[Name].Count;

    public override IEnumerable<string> Discover() =>
        from config in Directory.EnumerateFiles(Set.At("peft"), "case.json", SearchOption.AllDirectories)
        let folder = Path.GetDirectoryName(config)!
        orderby folder
        where PeftCase.IsKnown(folder)
        select Path.GetRelativePath(Set.At("peft"), folder).Replace('\\', '/');

    public override void Run(string id)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var given = new PeftCase(Set, id);
        given.CheckFresh();
        given.CheckLoaded();
        given.CheckMerged();
        given.CheckSaved();
        given.CheckTraining();
        given.CheckSchedule();
    }
}
