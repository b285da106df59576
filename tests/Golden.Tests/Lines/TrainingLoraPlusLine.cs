using System.Text.Json;
using Golden.Tests.Harness;
using PeftWorkbook.Training.Optimizers;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>LoRA+'s groups, and AdamW's steps with them.</summary>
[GoldenLine("training/loraplus.json")]
public sealed class TrainingLoraPlusLine : GoldenLine
{
    private TrainingFile? _file;

    private TrainingFile File => _file ??= new(Set, Name);

    public override IEnumerable<string> Discover() => File.CaseNames;

    public override void Run(string id)
    {
        using var scope = NewDisposeScope();
        var (described, options) = (File.Case(id), File.Case(id).GetProperty("options"));
        var parameters = File.Tensors.Below($"{id}/start/").ToDictionary(n => n, n => File.Parameter($"{id}/start/{n}"));
        var plus = new LoraPlus(
            TrainingFile.Number(options, "loraplus_lr_ratio", 16), TrainingFile.Number(options, "loraplus_lr_embedding", 1e-6));
        var groups = plus.Groups(
            parameters.Select(p => (p.Key, p.Value)), options.GetProperty("lr").GetDouble(),
            TrainingFile.Number(options, "loraplus_weight_decay", 0));
        CheckGroups(groups, described.GetProperty("groups"));
        using var optimizer = new AdamWSettings().Create([.. groups.Where(g => g.Parameters.Count > 0)]);
        var steps = File.Tensors[$"{id}/grad/{parameters.Keys.First()}"].Shape[0];
        for (var step = 0; step < steps; step++)
        {
            foreach (var (name, parameter) in parameters)
            {
                parameter.grad = GoldenInput.Tensor(TrainingFile.Row(File.Tensors[$"{id}/grad/{name}"], step));
            }

            optimizer.step();
            foreach (var (name, parameter) in parameters)
            {
                Close.Check(parameter, TrainingFile.Row(File.Tensors[$"{id}/{name}"], step));
            }
        }
    }

    public override void Dispose()
    {
        _file?.Dispose();
        base.Dispose();
    }

    private static void CheckGroups(IReadOnlyList<ParameterGroup> groups, JsonElement recorded)
    {
        Assert.Equal(recorded.EnumerateArray().Select(g => g.GetProperty("group").GetString()), groups.Select(g => g.Name));
        foreach (var (ours, theirs) in groups.Zip(recorded.EnumerateArray()))
        {
            Assert.Equal(
                theirs.GetProperty("params").EnumerateArray().Select(n => n.GetString()!).Order(StringComparer.Ordinal),
                ours.Parameters.Select(p => p.Name).Order(StringComparer.Ordinal));
            TrainingFile.Check(ours.LearningRate, theirs.GetProperty("lr"), $"{ours.Name} lr");
            TrainingFile.Check(ours.WeightDecay, theirs.GetProperty("weight_decay"), $"{ours.Name} weight_decay");
        }
    }
}
