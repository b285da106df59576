using Golden.Tests.Harness;
using PeftWorkbook.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>Every optimiser, step by step from the recorded gradients, with its schedule, clipping and state.</summary>
[GoldenLine("training/optim.json")]
public sealed class TrainingOptimizerLine : GoldenLine
{
    private TrainingFile? _file;

    private TrainingFile File => _file ??= new(Set, Name);

    public override IEnumerable<string> Discover() => File.CaseNames;

    public override void Run(string id)
    {
        using var scope = NewDisposeScope();
        var described = File.Case(id);
        var shapes = File.Root.GetProperty("shapes").EnumerateObject();
        var parameters = shapes.ToDictionary(s => s.Name, s => File.Parameter($"start/{s.Name}"));
        var groups = TrainingOptimizerCase.Groups(described, parameters);
        using var optimizer = TrainingOptimizerCase.Settings(described).Create(groups);
        var schedule = TrainingOptimizerCase.Schedule(described);
        for (var step = 0; step < File.Root.GetProperty("steps").GetInt32(); step++)
        {
            SetGradients(parameters, step, TrainingFile.Flag(described, "skip"));
            foreach (var (controller, group) in optimizer.ParamGroups.Zip(groups))
            {
                controller.LearningRate = group.LearningRate * (schedule?.Invoke(step) ?? 1);
            }

            if (described.TryGetProperty("clip", out var bound))
            {
                var norm = new GradientClipping(bound.GetDouble()).Apply([.. parameters.Values]);
                Close.Check(norm, new($"grad_norm[{step}]", "F32", [], [described.GetProperty("grad_norm")[step].GetDouble()]));
            }

            if (described.TryGetProperty("lr", out var rates))
            {
                Close.Check(
                    [.. optimizer.ParamGroups.Select(g => g.LearningRate)],
                    new($"lr[{step}]", "F64", [rates[step].GetArrayLength()], TrainingFile.Numbers(rates[step])));
            }

            optimizer.step();
            foreach (var (name, parameter) in parameters)
            {
                Close.Check(parameter, TrainingFile.Row(File.Tensors[$"{id}/{name}"], step));
            }
        }

        TrainingOptimizerCase.CheckState(File, id, parameters, optimizer);
    }

    public override void Dispose()
    {
        _file?.Dispose();
        base.Dispose();
    }

    // The last parameter of a skipping case has no gradient at two steps, which is not a gradient of zero.
    private void SetGradients(Dictionary<string, Parameter> parameters, int step, bool skips)
    {
        foreach (var (name, parameter) in parameters)
        {
            var isMissing = skips && name == "c" && (step is 0 or 3);
            parameter.grad = isMissing
                ? null
                : GoldenInput.Tensor(TrainingFile.Row(File.Tensors[$"grad/{name}"], step));
        }
    }
}
