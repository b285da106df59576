using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.AdapterHub;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>Several adapters of AdapterHub's at once: of the compositions, stacks of bottlenecks.</summary>
[GoldenLine("adapterhub compositions")]
public sealed class AdapterHubStackLine : GoldenLine
{
    private const string Area = "adapterhub";

    public override bool IsBuilt => Discover().Count() == Set.Lines[Name].Count;

    public override IEnumerable<string> Discover() =>
        Set.Lines[Name].Where(id => AdapterHubParts.IsStackOfBottlenecks(Set.At(Area, id)));

    public override void Run(string id)
    {
        using var scope = NewDisposeScope();
        var place = Set.At(Area, id);
        var facts = JsonNode.Parse(File.ReadAllText(Path.Combine(place, "case.json")))!;
        var expected = new GoldenTensors(Path.Combine(place, "expected.safetensors"));
        var input = GoldenInput.Of(expected, "input.");
        using var model = GoldenInput.Model(
            Set.At("models", facts["base"]!.GetValue<string>()), new LoadOptions { Dropout = 0 });
        using var parts = new AdapterHubParts(place, model.Config.ModelType);
        using var peft = Load(model, parts);
        Assert.Equal(facts["trainable"]!.GetValue<long>(), peft.TrainableParameters().Trainable);
        CheckOutput(peft, input, expected, "adapted");
        using (peft.DisableAdapter())
        {
            CheckOutput(peft, input, expected, "base");
        }

        var head = AdapterHubHead.Train(model, facts["head"]!.AsArray().Select(n => n!.GetValue<string>()));
        Assert.Equal(facts["trainable_with_head"]!.GetValue<long>(), peft.TrainableParameters().Trainable);
        var all = JsonNode.Parse(File.ReadAllText(Set.At(Area, "index.json")))!["train"]!.GetValue<string>();
        new AdapterHubTraining(peft, head, expected, [.. parts.Folders.Select(f => (f.Name, AdapterHubFolder.Find(f.Folder)!))])
            .Run(input, AdapterHubSteps.Parse(all, facts["train"]!.GetValue<string>())).Check();
    }

    private static PeftModel Load(PretrainedModel model, AdapterHubParts parts)
    {
        var (first, folder) = parts.Folders[0];
        var peft = PeftModel.Load(model, folder, first, isTrainable: true);
        foreach (var (name, other) in parts.Folders.Skip(1))
        {
            peft.LoadAdapter(other, name, isTrainable: true);
        }

        peft.SetAdapter([.. parts.Folders.Select(f => f.Name)]);
        return peft;
    }

    private static void CheckOutput(PeftModel peft, ModelInput input, GoldenTensors expected, string name)
    {
        using var _ = no_grad();
        var output = peft.call(input);
        Close.Check(output.Logits!, expected[name + ".logits"]);
        Close.Check(output.Loss!, expected[name + ".loss"]);
    }
}
