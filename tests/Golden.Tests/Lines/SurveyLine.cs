using Golden.Tests.Harness;

namespace Golden.Tests.Lines;

/// <summary>
/// A folder each: a method that neither PEFT nor AdapterHub has, and all that its equations or its authors' code compute on one of the
/// small models. <see cref="SurveyRow"/> says what a case means to the library; a case without a row is not built.
/// </summary>
[GoldenLine("survey")]
public sealed class SurveyLine : GoldenLine
{
    public override bool IsBuilt => Discover().Count() == Set.Lines[Name].Count;

    public override IEnumerable<string> Discover() =>
        from settings in Directory.EnumerateFiles(Set.At("survey"), "settings.json", SearchOption.AllDirectories)
        let id = Path.GetFileName(Path.GetDirectoryName(settings))!
        orderby id
        where SurveyRow.Of(id) is not null
        select id;

    public override void Run(string id)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var given = new SurveyCase(Set, id, SurveyRow.Of(id)!);
        given.CheckFresh();
        given.CheckLoaded();
        given.CheckMerged();
        given.CheckSaved();
        foreach (var run in given.Runs)
        {
            SurveyTraining.Check(given, run);
        }

        given.CheckNothingIsLeft();
    }
}
